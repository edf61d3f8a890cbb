/** What a month without the 29th, 30th or 31st does: no date (RFC 5545), or its last day. */
export type DayPolicy = "skip" | "last-day";

/** Every month has these. */
const daysInEveryMonth = 28;

/** The RRULE parts for a day of the month (1 to 31), such as "BYMONTHDAY=31". */
export function monthlyOn(dayOfMonth: number, policy: DayPolicy): string {
  switch (policy) {
    case "skip":
      return `BYMONTHDAY=${dayOfMonth}`;
    case "last-day":
      return dayOfMonth <= daysInEveryMonth
        ? `BYMONTHDAY=${dayOfMonth}`
        : `BYMONTHDAY=${upTo(dayOfMonth).join(",")};BYSETPOS=-1`;
    default:
      return policy satisfies never;
  }
}

/** The day that a "last-day" rule asks for, or undefined when these parts are none. */
export function lastDayPolicyOf(
  byMonthDay: readonly number[],
  bySetPos: readonly number[],
): number | undefined {
  const wanted = byMonthDay.at(-1) ?? 0;
  const isOne =
    wanted > daysInEveryMonth &&
    bySetPos.join() === "-1" &&
    byMonthDay.join() === upTo(wanted).join();
  return isOne ? wanted : undefined;
}

function upTo(dayOfMonth: number): number[] {
  const days: number[] = [];
  for (let day = daysInEveryMonth; day <= dayOfMonth; day += 1) days.push(day);
  return days;
}
