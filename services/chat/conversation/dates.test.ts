import { describe, expect, test } from "vitest";
import { dueWords, lengthWords, localWords } from "./dates.ts";

const monday = Date.parse("2026-01-05T08:00:00Z");
const berlin = { nowMs: monday, timezone: "Europe/Berlin" };

describe("a due date in words", () => {
  test.each([
    ["2026-01-05", "today"],
    ["2026-01-06", "tomorrow"],
    ["2026-01-04", "yesterday"],
    ["2026-01-09", "on Friday 9 January"],
    ["2027-02-01", "on Monday 1 February 2027"],
    ["2026-01-05T16:00:00.000Z", "today at 17:00"],
    ["2026-01-05T23:30:00.000Z", "tomorrow at 0:30"],
    // Summer time: the wall in Berlin is two hours ahead.
    ["2026-07-01T07:05:00.000Z", "on Wednesday 1 July at 9:05"],
  ])("%s is %s", (due, words) => {
    expect(dueWords(due, berlin)).toBe(words);
  });

  test("is told where the person is", () => {
    const at = "2026-01-06T02:00:00.000Z";
    expect(dueWords(at, { nowMs: monday, timezone: "America/New_York" })).toBe("today at 21:00");
    expect(dueWords(at, { nowMs: monday, timezone: "Asia/Tokyo" })).toBe("tomorrow at 11:00");
  });
});

test("a date of a rule always has its weekday", () => {
  expect(localWords("2026-01-05", berlin)).toBe("Monday 5 January");
  expect(localWords("2027-01-04T09:00:00", berlin)).toBe("Monday 4 January 2027 at 9:00");
});

test("a length is said in the largest unit that fits", () => {
  expect([0, 1, 15, 60, 90, 1_440, 2_880].map(lengthWords)).toEqual([
    "0 minutes",
    "1 minute",
    "15 minutes",
    "1 hour",
    "90 minutes",
    "1 day",
    "2 days",
  ]);
});
