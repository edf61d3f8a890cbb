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
export const dueWords = (due: string, now: Date): string =>
  due.includes("T")
    ? `${dayWords(due, now)}, ${timeForm.format(momentOf(due))}`
    : dayWords(due, now);

/** Its day alone: "Today", "Tomorrow", "Mon 5 Jan". */
export function dayWords(due: string, now: Date): string {
  const moment = momentOf(due);
  const day = dayOf(moment);
  if (day === dayOf(now)) return "Today";
  if (day === dayOf(shifted(now, 1))) return "Tomorrow";
  if (day === dayOf(shifted(now, -1))) return "Yesterday";
  return (moment.getFullYear() === now.getFullYear() ? dayForm : yearForm).format(moment);
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
