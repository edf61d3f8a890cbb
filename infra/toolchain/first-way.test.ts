import { expect, test } from "vitest";
import { ToolchainError, WayFailed } from "./failures.ts";
import { firstWay } from "./first-way.ts";

const ways = [{ kind: "download" }, { kind: "go" }, { kind: "debian" }] as const;

/** Tries ways of which some fail; tells which were tried and what was reported. */
async function tryWays(outcomes: Readonly<Record<string, string | Error>>) {
  const tried: string[] = [];
  const reported: string[] = [];
  const attempt = ({ kind }: { kind: string }) => {
    tried.push(kind);
    const outcome = outcomes[kind];
    return typeof outcome === "string" ? Promise.resolve(outcome) : Promise.reject(outcome);
  };
  const result = await firstWay("helm 3.22.0", ways, attempt, (line) => reported.push(line)).catch(
    (thrown: unknown) => thrown,
  );
  return { result, tried, reported };
}

test("the first way that works is the last that is tried", async () => {
  expect(await tryWays({ download: "downloaded" })).toEqual({
    result: "downloaded",
    tried: ["download"],
    reported: [],
  });
});

test("a way that does not work here is told, and the next one is tried", async () => {
  expect(await tryWays({ download: new WayFailed("no such host"), go: "built" })).toEqual({
    result: "built",
    tried: ["download", "go"],
    reported: ["helm 3.22.0: not by download: no such host"],
  });
});

test("when none works, one message has the reason of each", async () => {
  const { result } = await tryWays({
    download: new WayFailed("no such host"),
    go: new WayFailed("go is not installed\n  (needs Go)"),
    debian: new WayFailed("apt-get is not installed"),
  });
  expect(result).toBeInstanceOf(ToolchainError);
  expect(result).toHaveProperty(
    "message",
    [
      "helm 3.22.0 cannot be had on this machine",
      "  by download: no such host",
      "  by go: go is not installed",
      "    (needs Go)",
      "  by debian: apt-get is not installed",
    ].join("\n"),
  );
});

test("a failure that is not the way's is not worked around", async () => {
  const full = new Error("ENOSPC: no space left on device");
  const { result, tried } = await tryWays({ download: full, go: "built" });
  expect({ result, tried }).toEqual({ result: full, tried: ["download"] });
});
