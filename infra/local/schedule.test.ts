import { expect, test } from "vitest";
import { schedule } from "./schedule.ts";

const from = Date.parse("2026-01-05T12:00:00Z");
const next = (line: string) => {
  const at = schedule(line)?.(from);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 19);
};

test.each([
  ["@every 5s", "2026-01-05T12:00:05"],
  ["@every 1h30m", "2026-01-05T13:30:00"],
  ["@daily", "2026-01-06T00:00:00"],
  ["0 30 * * * *", "2026-01-05T12:30:00"],
  ["*/15 * * * * *", "2026-01-05T12:00:15"],
  ["0 0 9 * * mon-fri", "2026-01-06T09:00:00"],
  ["0 0 0 29 2 *", "2028-02-29T00:00:00"],
  ["0 0 0 1 jan,jul *", "2026-07-01T00:00:00"],
  ["0 0 0 * * 7", "2026-01-11T00:00:00"],
  ["0 0 0 13 * fri", "2026-01-09T00:00:00"],
])("%s comes next at %s", (line, at) => expect(next(line)).toBe(at));

test.each(["* * * * *", "60 * * * * *", "0 0 0 0 * *", "@every soon", "@every 0s", "", "x"])(
  "%j is no schedule",
  (line) => expect(schedule(line)).toBeUndefined(),
);

test("a day that never comes has no next moment", () =>
  expect(next("0 0 0 31 2 *")).toBeUndefined());
