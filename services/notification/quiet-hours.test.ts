import { expect, test } from "vitest";
import { quietUntil } from "./quiet-hours.ts";
import { berlinNights } from "./testing/given.ts";

const until = (quiet: typeof berlinNights, at: string) => {
  const ms = quietUntil(quiet, Date.parse(at));
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

test.each([
  ["before they begin", "2026-01-05T20:59:59Z", undefined],
  ["when they begin", "2026-01-05T21:00:00Z", "2026-01-06T06:00:00.000Z"],
  ["after midnight", "2026-01-06T02:00:00Z", "2026-01-06T06:00:00.000Z"],
  ["in the last second", "2026-01-06T05:59:59Z", "2026-01-06T06:00:00.000Z"],
  ["when they end", "2026-01-06T06:00:00Z", undefined],
])("over midnight: %s", (_, at, end) => {
  expect(until(berlinNights, at)).toBe(end);
});

test("within a day they end on the same day", () => {
  const lunch = { from: "12:00", to: "13:30", timezone: "America/New_York" };
  expect(until(lunch, "2026-01-05T17:00:00Z")).toBe("2026-01-05T18:30:00.000Z");
  expect(until(lunch, "2026-01-05T18:30:00Z")).toBeUndefined();
  expect(until(lunch, "2026-01-05T16:59:59Z")).toBeUndefined();
});

test("the night in which clocks go forward is an hour shorter", () => {
  expect(until(berlinNights, "2026-03-28T21:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
});

test("the night in which clocks go back is an hour longer", () => {
  expect(until(berlinNights, "2026-10-24T20:00:00Z")).toBe("2026-10-25T06:00:00.000Z");
});

test("an end that the clock skips comes when the clock has gone on by the gap", () => {
  const quiet = { ...berlinNights, to: "02:30" };
  expect(until(quiet, "2026-03-29T00:30:00Z")).toBe("2026-03-29T01:30:00.000Z");
});

test("an end that the clock shows twice never lies in the past", () => {
  const quiet = { ...berlinNights, to: "02:30" };
  expect(until(quiet, "2026-10-25T00:10:00Z")).toBe("2026-10-25T00:30:00.000Z");
  expect(until(quiet, "2026-10-25T00:40:00Z")).toBeUndefined();
  expect(until(quiet, "2026-10-25T01:10:00Z")).toBe("2026-10-25T01:30:00.000Z");
});

test("all through a year the end comes later, and is not quiet itself", () => {
  for (const quiet of [berlinNights, { ...berlinNights, from: "02:30", to: "02:15" }]) {
    for (let ms = Date.parse("2026-01-01"); ms < Date.parse("2027-01-01"); ms += 97 * 60_000) {
      const end = quietUntil(quiet, ms);
      if (end === undefined) continue;
      expect(end).toBeGreaterThan(ms);
      expect(end - ms).toBeLessThanOrEqual(25 * 3_600_000);
    }
  }
});
