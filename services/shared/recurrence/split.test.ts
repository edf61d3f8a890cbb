import { describe, expect, test } from "vitest";
import { isShortened, next, parseRecurrence, type Recurrence, splitAt } from "./recurrence.ts";

const rule = (rrule: string, dtstart = "2026-01-05T09:00:00", from_completion = false) =>
  parseRecurrence(
    { rrule, dtstart, timezone: "Europe/Berlin", from_completion },
    Date.parse("2026-01-05T06:00:00Z"),
    "UTC",
  );
/** More than the counted rules here have. */
const datesMax = 60;
const dates = (recurrence: Recurrence | undefined) =>
  recurrence ? next(recurrence, "2025-12-01T00:00:00Z", datesMax).map(({ local }) => local) : [];

describe("a recurrence that is parted at one of its dates", () => {
  test.each([
    ["FREQ=DAILY", "2026-01-05"],
    ["FREQ=DAILY;COUNT=30", "2026-01-05T09:00:00"],
    ["FREQ=DAILY;INTERVAL=3;UNTIL=20260601", "2026-01-05T09:00:00"],
    ["FREQ=DAILY;BYHOUR=9,15,21", "2026-01-05T09:00:00"],
    ["FREQ=DAILY;BYHOUR=9,15,21;COUNT=40", "2026-01-05T15:00:00"],
    ["FREQ=HOURLY;INTERVAL=5", "2026-01-05T09:30:00"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU", "2026-01-05"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "2026-01-05"],
    ["FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T10:00:00"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-05"],
    ["FREQ=MONTHLY", "2026-01-31"],
  ])("%s from %s has the same dates in its two parts, wherever it is parted", (rrule, dtstart) => {
    const whole = rule(rrule, dtstart);
    const all = dates(whole);
    expect(all.length).toBeGreaterThan(20);
    for (const [place, local] of all.entries()) {
      const { before, from } = splitAt(whole, local);
      expect([...dates(before), ...dates(from)].slice(0, datesMax)).toEqual(all);
      expect(dates(before)).toHaveLength(place);
      if (before) expect(isShortened(whole, before)).toBe(true);
    }
  });

  test("may be parted at a day, which is its first date of that day", () => {
    const { from } = splitAt(rule("FREQ=DAILY;BYHOUR=9,15"), "2026-01-07");
    expect(from.dtstart).toBe("2026-01-07T09:00:00");
  });

  test.each([
    ["FREQ=WEEKLY;BYDAY=MO", "2026-01-13", 'the next one is "2026-01-19T09:00:00"'],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-01-12T10:00:00", "is no date of the rule"],
    ["FREQ=WEEKLY;BYDAY=MO", "../../etc", "is no date of the rule"],
    ["FREQ=WEEKLY;BYDAY=MO;UNTIL=20260201", "2026-02-02", "it ended before"],
    ["FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-01-19", "behind the last date"],
  ])("%s is not parted at %s", (rrule, at, message) => {
    expect(() => splitAt(rule(rrule), at)).toThrow(message);
  });

  test("is not parted when its dates follow from completions", () => {
    expect(() => splitAt(rule("FREQ=DAILY", "2026-01-05", true), "2026-01-06")).toThrow(
      "no fixed dates",
    );
  });
});

test.each([
  ["FREQ=DAILY", "FREQ=DAILY", true],
  ["FREQ=DAILY", "FREQ=DAILY;COUNT=3", true],
  ["FREQ=DAILY", "FREQ=DAILY;UNTIL=20260301", true],
  ["FREQ=DAILY;UNTIL=20260301", "FREQ=DAILY;UNTIL=20260228", true],
  ["FREQ=DAILY;UNTIL=20260301", "FREQ=DAILY;UNTIL=20260302", false],
  ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=4", false],
  ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20260301", false],
  ["FREQ=DAILY;COUNT=3", "FREQ=DAILY", false],
  ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=2;COUNT=3", false],
])("that %s ends no later as %s is %s", (longer, shorter, is) => {
  expect(isShortened(rule(longer), rule(shorter))).toBe(is);
});
