import { describe, expect, it } from "vitest";
import { cells, type Figure, report, shown, table, verdict } from "./report.ts";

const create: Figure = {
  name: "create p50",
  value: 1.234,
  unit: "ms",
  target: { kind: "at most", value: 3 },
};
const faster: Figure = {
  name: "search against keys",
  value: 7.9,
  unit: "x",
  range: { median: 7.9, min: 7.1, max: 12 },
  target: { kind: "at least", value: 8 },
};

describe("a verdict", () => {
  it("is ok on the target itself, from either side", () => {
    expect(verdict({ ...create, value: 3 })).toBe("ok");
    expect(verdict({ ...faster, value: 8 })).toBe("ok");
  });

  it("is missed just past the target, from either side", () => {
    expect(verdict({ ...create, value: 3.001 })).toBe("missed");
    expect(verdict(faster)).toBe("missed");
  });

  it("is missed when nothing could be measured", () => {
    expect(verdict({ ...create, value: Number.NaN })).toBe("missed");
  });

  it("is nothing where there is no target", () => {
    expect(verdict({ name: "state get", value: 1, unit: "ms" })).toBe("");
  });
});

describe("a number", () => {
  it("is shown with three digits and with its thousands apart", () => {
    expect([0.1234, 1.5, 12.34, 123.4, 12_345.6].map(shown)).toEqual([
      "0.12",
      "1.5",
      "12.3",
      "123",
      "12,346",
    ]);
  });

  it("does not become nothing when it is small", () => {
    expect(shown(0.0026)).toBe("0.0026");
  });

  it("keeps the noughts of a round number", () => {
    expect([0, 10, 100, 1_000].map(shown)).toEqual(["0", "10", "100", "1,000"]);
  });
});

describe("a table", () => {
  it("names figure, result, target and verdict in a row", () => {
    expect(cells(create)).toEqual(["create p50", "1.23 ms", "<= 3 ms", "ok"]);
    expect(cells(faster)).toEqual(["search against keys", "7.9x (7.1..12)", ">= 8x", "missed"]);
  });

  it("aligns its columns", () => {
    const lengths = table([create, faster])
      .split("\n")
      .map((line) => line.length);
    expect(new Set(lengths).size).toBe(1);
  });
});

describe("a report", () => {
  const groups = ["designs", "api"];
  const api = { name: "api", says: "One process.", machine: "two cores", figures: [create] };
  const designs = { name: "designs", says: "Three.", machine: "eight cores", figures: [faster] };

  it("names the machine of each group, and what was missed", () => {
    const text = report("", [api, designs], groups);
    expect(text).toContain("## api\n\nOne process.\n\nMachine: two cores\n\n| figure");
    expect(text).toContain("Missed: search against keys.");
  });

  it("says so when every target is kept", () => {
    expect(report("", [api], groups)).toContain("Every target is kept.");
  });

  it("keeps what was not measured again, in the order of the groups", () => {
    const before = report("", [api, designs], groups);
    const after = report(before, [{ ...api, machine: "four cores" }], groups);
    expect(after).toBe(before.replace("two cores", "four cores"));
    expect(after.indexOf("## designs")).toBeLessThan(after.indexOf("## api"));
  });

  it("leaves out what is no longer a group", () => {
    expect(report(report("", [api, designs], groups), [], ["api"])).not.toContain("designs");
  });
});
