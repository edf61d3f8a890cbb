import { describe, expect, test } from "vitest";
import {
  between,
  cronOf,
  fromObject,
  inWords,
  next,
  nextFromCompletion,
  occurrencesMax,
  parseRecurrence,
  RecurrenceError,
  type RecurrenceInput,
  toObject,
} from "./recurrence.ts";

/** A Monday. */
const now = Date.parse("2026-01-05T08:00:00Z");
const nowIso = "2026-01-05T08:00:00Z";

const parse = (rrule: string, more: Partial<RecurrenceInput> = {}) =>
  parseRecurrence({ rrule, ...more }, now, "UTC");
const nextLocals = (rrule: string, count: number, more: Partial<RecurrenceInput> = {}) =>
  next(parse(rrule, more), nowIso, count).map(({ local }) => local);

describe("a rule gives its next dates", () => {
  test.each([
    ["FREQ=DAILY", ["2026-01-06", "2026-01-07", "2026-01-08"]],
    ["FREQ=DAILY;INTERVAL=3", ["2026-01-08", "2026-01-11", "2026-01-14"]],
    ["FREQ=WEEKLY;BYDAY=MO", ["2026-01-12", "2026-01-19", "2026-01-26"]],
    ["FREQ=WEEKLY;BYDAY=MO,WE,FR", ["2026-01-07", "2026-01-09", "2026-01-12"]],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", ["2026-01-08", "2026-01-22", "2026-02-05"]],
    ["FREQ=MONTHLY;BYMONTHDAY=27", ["2026-01-27", "2026-02-27", "2026-03-27"]],
    ["FREQ=MONTHLY;BYMONTHDAY=31", ["2026-01-31", "2026-03-31", "2026-05-31"]],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-01-31", "2026-02-28", "2026-03-31"]],
    ["FREQ=MONTHLY;BYDAY=3FR", ["2026-01-16", "2026-02-20", "2026-03-20"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-01-30", "2026-02-27", "2026-03-31"]],
    ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=27", ["2026-01-27", "2027-01-27", "2028-01-27"]],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29", "2036-02-29"]],
    ["FREQ=DAILY;COUNT=2", ["2026-01-06"]],
    ["FREQ=DAILY;UNTIL=20260107", ["2026-01-06", "2026-01-07"]],
  ])("%s", (rrule, expected) => {
    expect(nextLocals(rrule, 3)).toEqual(expected);
  });

  test("at several times of a day", () => {
    expect(nextLocals("FREQ=DAILY;BYHOUR=9,21", 3)).toEqual([
      "2026-01-05T09:00:00",
      "2026-01-05T21:00:00",
      "2026-01-06T09:00:00",
    ]);
  });

  test("each two hours from its start", () => {
    const start = { dtstart: "2026-01-05T07:30:00" };
    expect(nextLocals("FREQ=HOURLY;INTERVAL=2", 2, start)).toEqual([
      "2026-01-05T09:30:00",
      "2026-01-05T11:30:00",
    ]);
  });

  test("without those that are left out, which a COUNT still counts", () => {
    const rule = parse("FREQ=DAILY;COUNT=3");
    const left = next(rule, "2026-01-04T00:00:00Z", 9, ["2026-01-06"]);
    expect(left.map(({ local }) => local)).toEqual(["2026-01-05", "2026-01-07"]);
  });

  test("at most 400 of them", () => {
    const rule = parse("FREQ=HOURLY");
    expect(next(rule, nowIso, 1_000_000)).toHaveLength(occurrencesMax);
    expect(between(rule, nowIso, "2099-01-01T00:00:00Z")).toHaveLength(occurrencesMax);
    expect(next(rule, nowIso, Number.NaN)).toEqual([]);
  });
});

describe("hostile rules are refused by the name of their field", () => {
  test.each<[string, Partial<RecurrenceInput>, string]>([
    ["FREQ=SECONDLY", {}, "rrule"],
    ["FREQ=MINUTELY", { dtstart: "0001-01-01" }, "rrule"],
    ["FREQ=DAILY;COUNT=1000000000", {}, "rrule"],
    ["FREQ=DAILY;INTERVAL=0.5", {}, "rrule"],
    ["FREQ=DAILY;INTERVAL=0", {}, "rrule"],
    ["FREQ=DAILY;INTERVAL=366", {}, "rrule"],
    ["FREQ=HOURLY;INTERVAL=2;BYHOUR=1", {}, "rrule"],
    ["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31", {}, "rrule"],
    ["FREQ=DAILY;BYSETPOS=1", {}, "rrule"],
    ["FREQ=DAILY;UNTIL=20250101", {}, "rrule"],
    ["FREQ=DAILY;COUNT=1;UNTIL=20270101", {}, "rrule"],
    ["FREQ=DAILY;FREQ=WEEKLY", {}, "rrule"],
    ["FREQ=DAILY;X=1", {}, "rrule"],
    ["FREQ=DAILY\nDTSTART:19700101", {}, "rrule"],
    ["every 0 days", {}, "rrule"],
    [" ".repeat(2_000), {}, "rrule"],
    [`FREQ=DAILY;BYHOUR=${"1,".repeat(10_000)}1`, {}, "rrule"],
    ["FREQ=DAILY", { dtstart: "0001-01-01" }, "dtstart"],
    ["FREQ=DAILY", { dtstart: "9999-01-01" }, "dtstart"],
    ["FREQ=DAILY", { dtstart: "2026-02-30" }, "dtstart"],
    ["FREQ=DAILY", { dtstart: "2026-01-05T09:00:00Z" }, "dtstart"],
    ["FREQ=DAILY", { timezone: "../../etc" }, "timezone"],
    ["FREQ=DAILY", { timezone: "UTC+25" }, "timezone"],
    ["FREQ=DAILY", { timezone: "+05:00" }, "timezone"],
    ["FREQ=DAILY;COUNT=3", { from_completion: true }, "rrule"],
  ])("%.60s %j", (rrule, more, field) => {
    let refusal: unknown;
    try {
      parse(rrule, more);
    } catch (thrown) {
      refusal = thrown;
    }
    expect(refusal).toBeInstanceOf(RecurrenceError);
    expect(refusal).toMatchObject({ field });
  });
});

describe("summer time", () => {
  const daily = (hour: string, timezone: string, dtstart: string) =>
    parse("FREQ=DAILY", { dtstart: `${dtstart}T${hour}`, timezone });
  const instants = (rule: ReturnType<typeof parse>, from: string, count: number) =>
    next(rule, from, count).map(({ at }) => at.slice(0, 16));

  test("keeps the time on the wall", () => {
    const rule = daily("09:00:00", "Europe/Berlin", "2026-03-27");
    expect(instants(rule, "2026-03-27T12:00:00Z", 3)).toEqual([
      "2026-03-28T08:00",
      "2026-03-29T07:00",
      "2026-03-30T07:00",
    ]);
  });

  test("moves a time that the clock skips forward by the gap", () => {
    const rule = daily("02:30:00", "Europe/Berlin", "2026-03-28");
    expect(next(rule, "2026-03-28T12:00:00Z", 1)).toEqual([
      { local: "2026-03-29T02:30:00", at: "2026-03-29T01:30:00.000Z" },
    ]);
  });

  test("takes the first of a time that the clock shows twice, once", () => {
    const rule = daily("02:30:00", "Europe/Berlin", "2026-10-24");
    expect(instants(rule, "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  test("begins a whole day with its first moment, also where midnight is skipped", () => {
    const rule = parse("FREQ=DAILY", { dtstart: "2026-09-05", timezone: "America/Santiago" });
    expect(next(rule, "2026-09-05T12:00:00Z", 1)).toEqual([
      { local: "2026-09-06", at: "2026-09-06T04:00:00.000Z" },
    ]);
  });
});

describe("each week is exactly four times in 28 days", () => {
  test.each([
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
  ])("in %s, wherever in the year they begin", (timezone) => {
    for (const time of ["", "T00:00:00", "T02:30:00", "T23:59:59"]) {
      const rule = parse("FREQ=WEEKLY", { dtstart: `2026-01-05${time}`, timezone });
      // Windows are cut at local midnights of the zone by the dates themselves.
      const year = next(rule, "2026-01-06T12:00:00Z", 52);
      for (let i = 0; i + 4 < year.length; i += 1) {
        const [from, to] = [year[i]?.at ?? "", year[i + 4]?.at ?? ""];
        expect(between(rule, from, to)).toHaveLength(4);
        expect(Math.abs(Date.parse(to) - Date.parse(from) - 28 * 86_400_000)).toBeLessThanOrEqual(
          3_600_000,
        );
      }
    }
  });
});

describe("dates that count from completion", () => {
  const following = (rrule: string, completed: string, dtstart = "2026-01-05") =>
    nextFromCompletion(parse(rrule, { dtstart, from_completion: true }), completed)?.local;

  test.each([
    ["FREQ=DAILY;INTERVAL=3", "2026-01-09T10:00:00Z", "2026-01-12"],
    ["FREQ=WEEKLY;INTERVAL=2", "2026-01-09T10:00:00Z", "2026-01-23"],
    ["FREQ=MONTHLY", "2026-01-31T10:00:00Z", "2026-02-28"],
    ["FREQ=YEARLY", "2028-02-29T10:00:00Z", "2029-02-28"],
    ["FREQ=WEEKLY;BYDAY=MO", "2026-01-12T10:00:00Z", "2026-01-19"],
  ])("%s after %s", (rrule, completed, expected) => {
    expect(following(rrule, completed)).toBe(expected);
  });

  test("end with UNTIL", () => {
    expect(
      following("FREQ=DAILY;INTERVAL=3;UNTIL=20260110", "2026-01-09T10:00:00Z"),
    ).toBeUndefined();
  });
});

test.each([
  ["FREQ=WEEKLY;BYDAY=MO", "every Monday"],
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "every other Thursday"],
  ["FREQ=DAILY;INTERVAL=3", "every 3 days"],
  ["FREQ=MONTHLY;BYDAY=3FR", "on the third Friday of every month"],
  ["FREQ=DAILY;UNTIL=20260131", "every day until 31 January 2026"],
  ["FREQ=DAILY;COUNT=5", "every day 5 times"],
])("%s is in words: %s", (rrule, words) => {
  expect(inWords(parse(rrule))).toBe(words);
});

test.each([
  ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "0 9 * * 1-5"],
  ["FREQ=DAILY", "0 9 * * *"],
  ["FREQ=MONTHLY;BYMONTHDAY=1", "0 9 1 * *"],
  ["FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5", "0 9 5 1,4,7,10 *"],
  ["FREQ=DAILY;INTERVAL=3", undefined],
  ["FREQ=DAILY;COUNT=3", undefined],
  ["FREQ=MONTHLY;BYDAY=1MO", undefined],
])("%s is as cron: %s", (rrule, cron) => {
  expect(cronOf(parse(rrule, { dtstart: "2026-01-05T09:00:00" }))).toBe(cron);
});

describe("the simple object", () => {
  test.each([
    { frequency: "daily" as const, interval: 2 },
    { frequency: "weekly" as const, interval: 1, days_of_week: [1, 3] },
    { frequency: "monthly" as const, interval: 1, day_of_month: 15 },
  ])("%j comes back as it went in", (object) => {
    expect(toObject(parseRecurrence(fromObject(object), now, "UTC"))).toEqual(object);
  });

  test.each([
    [{ frequency: "weekly", days_of_week: [] }, "recurrence_rule.days_of_week"],
    [{ frequency: "weekly", days_of_week: [7] }, "recurrence_rule.days_of_week"],
    [{ frequency: "daily", day_of_month: 1 }, "recurrence_rule.day_of_month"],
    [{ frequency: "daily", interval: 0.5 }, "recurrence_rule.interval"],
  ] as const)("%j is refused by its field", (object, field) => {
    expect(() => fromObject(object)).toThrow(expect.objectContaining({ field }));
  });
});
