import { describe, expect, test } from "vitest";
import { dueDateOf, dueInput, timezone } from "./due.ts";

describe("a due date is kept as", () => {
  test.each([
    ["2026-01-05", undefined, "2026-01-05"],
    ["2026-01-05T09:00:00+01:00", undefined, "2026-01-05T08:00:00.000Z"],
    ["2026-01-05T09:00:00Z", "Europe/Berlin", "2026-01-05T09:00:00.000Z"],
    ["2026-01-05T09:00:00", "Europe/Berlin", "2026-01-05T08:00:00.000Z"],
    ["2026-07-05T09:00:00", "Europe/Berlin", "2026-07-05T07:00:00.000Z"],
    ["2026-01-05T09:00:00", undefined, undefined],
  ])("%s in %s: %s", (input, zone, kept) => {
    expect(dueDateOf(input, zone)).toBe(kept);
  });

  test.each([
    ["a time that the clock skips, moved forward", "2026-03-29T02:30:00", "2026-03-29T01:30"],
    ["a time that the clock shows twice, the first", "2026-10-25T02:30:00", "2026-10-25T00:30"],
  ])("%s", (_title, input, kept) => {
    expect(dueDateOf(input, "Europe/Berlin")?.slice(0, 16)).toBe(kept);
  });
});

test.each(["", "tomorrow", "275760-09-13", "0001-01-01", "2026-02-30", "2026-12-31T23:59:60Z", 7])(
  "%j is no due date",
  (input) => {
    expect(dueInput.safeParse(input).success).toBe(false);
  },
);

test.each(["../../etc", "UTC+25", "+05:00", "Europe/Nowhere", "", "a".repeat(65)])(
  "%j is no time zone",
  (zone) => {
    expect(timezone.safeParse(zone).success).toBe(false);
  },
);

test.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])("%s is one", (zone) => {
  expect(timezone.parse(zone)).toBe(zone);
});
