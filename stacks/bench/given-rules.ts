import { parseRecurrence, type Recurrence } from "../../services/shared/recurrence/recurrence.ts";

/** The first moment of the window in which rules are measured. */
export const rulesFrom = "2026-01-05T08:00:00.000Z";
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"] as const;
const rules = [
  "FREQ=DAILY",
  "FREQ=WEEKLY;BYDAY=MO",
  "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
  "FREQ=MONTHLY;BYMONTHDAY=27",
  "FREQ=MONTHLY;BYDAY=3FR",
  "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
  "FREQ=DAILY;BYHOUR=8,20",
  "FREQ=YEARLY",
  "FREQ=WEEKLY;BYDAY=SA;COUNT=100",
] as const;

/** The rule of this number: an everyday one that began some time in the last three years. */
export function givenRule(index: number): Recurrence {
  const day = String(1 + (index % 28)).padStart(2, "0");
  const year = 2023 + (index % 3);
  return parseRecurrence(
    {
      rrule: rules[index % rules.length] ?? rules[0],
      dtstart: `${year}-${String(1 + (index % 12)).padStart(2, "0")}-${day}T09:00:00`,
      timezone: zones[Math.floor(index / rules.length) % zones.length] ?? "UTC",
    },
    Date.parse(rulesFrom),
    "UTC",
  );
}
