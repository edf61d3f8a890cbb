import { dayOf } from "./filter.ts";

const dayForm = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
});
const yearForm = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const timeForm = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

/** A due date as one says it: "Today, 9:00", "Tomorrow", "Mon 5 Jan". */
export function dueWords(due: string, now: Date): string {
  const moment = momentOf(due);
  const day = dayOf(moment);
  const words =
    day === dayOf(now)
      ? "Today"
      : day === dayOf(shifted(now, 1))
        ? "Tomorrow"
        : day === dayOf(shifted(now, -1))
          ? "Yesterday"
          : (moment.getFullYear() === now.getFullYear() ? dayForm : yearForm).format(moment);
  return due.includes("T") ? `${words}, ${timeForm.format(moment)}` : words;
}

/** A due date as the fields of a form hold it, in the person's own zone. */
export function dueFields(due: string | null): { readonly day: string; readonly time: string } {
  if (due === null) return { day: "", time: "" };
  if (!due.includes("T")) return { day: due, time: "" };
  const moment = new Date(due);
  const hour = String(moment.getHours()).padStart(2, "0");
  const minute = String(moment.getMinutes()).padStart(2, "0");
  return { day: dayOf(moment), time: `${hour}:${minute}` };
}

/** A whole day is the person's own day; Date alone would read it as UTC. */
const momentOf = (due: string): Date => new Date(due.includes("T") ? due : `${due}T00:00`);

const shifted = (moment: Date, days: number): Date =>
  new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + days);
