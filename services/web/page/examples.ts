import { asked, newKey, once } from "./asked.ts";
import { dayOf } from "./filter.ts";
import { begin } from "./toast.ts";

/** A life to try things on: some days behind, some ahead, some that repeats. */
export function examples(now: Date, timezone: string) {
  const day = (days: number) =>
    dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
  return {
    version: 1,
    tasks: [
      { title: "Send the tax return", due_date: day(-2), priority: "urgent", tags: ["office"] },
      { title: "Buy milk", due_date: day(0), tags: ["shop"] },
      { title: "Call grandma", due_date: day(1), reminders: [{ offset: "PT15M" }] },
      { title: "Book the train to Prague", due_date: day(5), priority: "high", tags: ["trip"] },
      { title: "Read about event logs", description: "The one by Pat Helland." },
    ],
    recurring_tasks: [
      {
        title: "Exercise",
        recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", timezone },
        reminder_offsets: ["PT15M"],
      },
      { title: "Water the plants", recurrence: { rrule: "FREQ=DAILY;INTERVAL=3", timezone } },
      { title: "Pay the rent", recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=1", timezone } },
    ],
  };
}

/** Puts the examples into the person's list; one undo takes them back. */
export async function fillWithExamples(now: Date): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const body = examples(now, timeZone);
  begin();
  await asked("/api/import", { method: "POST", body, headers: once(newKey()) });
}
