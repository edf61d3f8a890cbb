import { expect, test } from "vitest";
import { costOf, fireTable } from "./fire-table.ts";
import type { Attempt, Command } from "./history.ts";

const good = (sentMs: number, endedMs: number): Attempt => ({
  trace: "t",
  sentMs,
  endedMs,
  outcome: { kind: "acknowledged", status: 200, shown: undefined },
});
const bad = (sentMs: number, endedMs: number): Attempt => ({
  trace: "t",
  sentMs,
  endedMs,
  outcome: { kind: "unknown", why: "503" },
});
const by = (person: string, attempts: readonly Attempt[]): Command => ({
  person,
  key: "k",
  kind: "create",
  about: undefined,
  attempts,
});

const happened = { name: "store: kill -9", beganMs: 1_000, healedMs: 4_000, readyMs: 4_500 };
const commands = [
  by("ada", [good(900, 1_100), bad(1_200, 1_300), bad(1_400, 1_500), good(4_100, 4_700)]),
  by("bob", [bad(1_200, 2_000), good(3_900, 4_300)]),
];

test("a fault costs the longest silence, what was refused, and the time until all are served", () => {
  expect(costOf(happened, [...commands, by("bob", [good(4_400, 5_000)])], 2, 5_500)).toEqual({
    name: "store: kill -9",
    outageMs: 3_200,
    recoveredMs: 1_000,
    refused: 3,
    why: ["503"],
    acknowledged: 4,
  });
});

test("as long as one of them waits, nothing has recovered", () => {
  expect(costOf(happened, commands, 2, 5_500).recoveredMs).toBeUndefined();
});

test("the table has a line for each fault", () => {
  const cost = {
    name: "store: kill -9",
    outageMs: 3_200,
    recoveredMs: 1_000,
    refused: 3,
    why: ["503"],
    acknowledged: 4,
  };
  expect(fireTable([cost]).split("\n")).toEqual([
    "fault           outage seen  recovered after  refused  served",
    "store: kill -9        3.2 s            1.0 s        3       4",
  ]);
});
