import { monthlyOn } from "../../shared/recurrence/recurrence.ts";
import type { Frequency } from "../../shared/recurrence/rule.ts";
import type { Duration } from "./duration.ts";
import type { TimeOfDay } from "./time-of-day.ts";
import type { Part } from "./vocabulary.ts";

/** What repeats, without its times and limits. */
export interface Pattern {
  readonly frequency: Frequency;
  readonly interval: number;
  /** RRULE weekdays: "MO", "3FR". */
  readonly byDay?: readonly string[];
  readonly byMonthDay?: readonly number[];
  readonly byMonth?: readonly number[];
  readonly bySetPos?: number;
  /** What short months do; to be asked when there are some and nothing was said. */
  readonly policy?: "skip" | "last-day";
  readonly part?: Part;
}

/** A time of day and where it stands, so that it can be asked about. */
export interface SaidTime {
  readonly time: TimeOfDay;
  readonly from: number;
  readonly to: number;
}

/** Everything that a sentence says about repeating; filled while it is read. */
export interface Draft {
  pattern: Pattern;
  times: SaidTime[];
  part?: Part;
  startDay?: number;
  untilDay?: number;
  length?: Duration;
  count?: number;
  fromCompletion: boolean;
}

/** The RRULE value; undefined when its times cannot be said in one rule. */
export function rruleOf(
  draft: Draft,
  times: readonly TimeOfDay[],
  untilText: string | undefined,
): string | undefined {
  const { pattern } = draft;
  const minutes = [...new Set(times.map(({ minute }) => minute))];
  if (minutes.length > 1) return undefined;
  const lists: readonly (readonly [string, readonly (string | number)[]])[] = [
    ["BYMONTH", pattern.byMonth ?? []],
    ["BYDAY", pattern.byDay ?? []],
    ["BYHOUR", times.map(({ hour }) => hour)],
    ["BYMINUTE", minutes],
  ];
  return [
    `FREQ=${pattern.frequency}`,
    `INTERVAL=${pattern.interval}`,
    ...monthDays(pattern),
    ...lists
      .filter(([, values]) => values.length > 0)
      .map(([name, values]) => `${name}=${values.join(",")}`),
    ...(pattern.bySetPos === undefined ? [] : [`BYSETPOS=${pattern.bySetPos}`]),
    ...(draft.count === undefined ? [] : [`COUNT=${draft.count}`]),
    ...(untilText === undefined ? [] : [`UNTIL=${untilText}`]),
  ].join(";");
}

function monthDays({ byMonthDay = [], policy }: Pattern): string[] {
  const [only] = byMonthDay;
  if (only === undefined) return [];
  const single = byMonthDay.length === 1 && only > 0;
  return [single ? monthlyOn(only, policy ?? "skip") : `BYMONTHDAY=${byMonthDay.join(",")}`];
}
