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
  const section = { name: "api", says: "One process.", figures: [create, faster] };

  it("begins with the machine and names what was missed", () => {
    const text = report("two cores", [section]);
    expect(text).toContain("Machine: two cores");
    expect(text).toContain("Missed: search against keys.");
  });

  it("says so when every target is kept", () => {
    const text = report("two cores", [{ ...section, figures: [create] }]);
    expect(text).toContain("Every target is kept.");
  });
});
