import { dueDateOf } from "../../shared/contracts/api/due.ts";
import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { localIn } from "../view.ts";
import { zoneLines } from "./ical-zones.ts";

/** RFC 5545, 3.1: a longer line is folded; the line end does not count. */
const lineOctetsMax = 75;

const statuses = { pending: "NEEDS-ACTION", in_progress: "IN-PROCESS", completed: "COMPLETED" };
/** RFC 5545, 3.8.1.9: 1 is the highest, 5 the middle, 9 the lowest. */
const priorities = { urgent: 1, high: 3, medium: 5, low: 9 };

/** Tasks and what repeats as VTODOs. Dates for which a task is there are left out of their rule. */
export function asIcal(
  tasks: readonly Task[],
  templates: readonly RecurringTask[],
  now: string,
): string {
  const active = templates.filter(({ status }) => status === "active");
  const made = Map.groupBy(tasks, (task) => task.recurring_task_id);
  return calendar([
    ...zoneLines(active, now),
    ...tasks.flatMap(todoLines),
    ...active.flatMap((template) => {
      const dates = (made.get(template.id) ?? []).map((task) => localIn(task.id, template.id));
      return [...opening("VTODO", template), ...ruleLines(template, dates), "END:VTODO"];
    }),
  ]);
}

/** A calendar (RFC 5545) of these lines. */
export const calendar = (lines: readonly string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nudge//Tasks//EN", ...lines, "END:VCALENDAR"]
    .map((line) => `${folded(line)}\r\n`)
    .join("");

/** A task as a VTODO. */
export const todoLines = (task: Task): readonly string[] => [
  ...opening("VTODO", task),
  ...(task.due_date === null ? [] : [`DUE${moment(task.due_date)}`]),
  `STATUS:${statuses[task.status]}`,
  ...(task.completed_at === null ? [] : [`COMPLETED${moment(task.completed_at)}`]),
  "END:VTODO",
];

/** When a template begins and repeats, without its exceptions and what is left out besides. */
export function ruleLines(template: RecurringTask, leftOut: readonly string[]): readonly string[] {
  const { rrule, dtstart, timezone } = template.recurrence;
  const out = new Set([...template.exceptions, ...leftOut]);
  out.delete("");
  return [
    `DTSTART${local(dtstart, timezone)}`,
    `RRULE:${dtstart.includes("T") ? withUntilInUtc(rrule, timezone) : withUntilDate(rrule)}`,
    ...[...out].map((date) => `EXDATE${local(date, timezone)}`),
  ];
}

/** What begins a component, and is said of tasks and templates alike. */
export function opening(kind: "VTODO" | "VEVENT", one: Task | RecurringTask): readonly string[] {
  const { id, title, description, priority, tags, created_at, updated_at } = one;
  return [
    `BEGIN:${kind}`,
    `UID:${id}@nudge`,
    `DTSTAMP${moment(updated_at)}`,
    `CREATED${moment(created_at)}`,
    `SUMMARY:${escaped(title)}`,
    ...(description === "" ? [] : [`DESCRIPTION:${escaped(description)}`]),
    `PRIORITY:${priorities[priority]}`,
    ...(tags.length === 0 ? [] : [`CATEGORIES:${tags.map(escaped).join(",")}`]),
  ];
}

/** What follows the name of a property: a whole day, or an instant in UTC to the second. */
export const moment = (iso: string): string =>
  iso.includes("T") ? `:${compact(iso.slice(0, 19))}Z` : `;VALUE=DATE:${compact(iso)}`;

const local = (text: string, zone: string): string => {
  if (!text.includes("T")) return moment(text);
  return zone === "UTC" ? moment(text) : `;TZID=${zone}:${compact(text)}`;
};

const compact = (text: string) => text.replaceAll(/[-:]/g, "");

/** We keep an UNTIL in local time; where the start has a zone RFC 5545 wants it in UTC. */
const withUntilInUtc = (rrule: string, zone: string): string =>
  rrule.replace(
    /UNTIL=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?!\d|Z)/,
    (kept, year: string, month: string, day: string, h: string, m: string, s: string) => {
      const at = dueDateOf(`${year}-${month}-${day}T${h}:${m}:${s}`, zone);
      return at === undefined ? kept : `UNTIL${moment(at)}`.replace(":", "=");
    },
  );

/** What begins on a day ends on a day. */
const withUntilDate = (rrule: string): string => rrule.replace(/(UNTIL=\d{8})T\d{6}Z?/, "$1");

const escaped = (text: string): string =>
  text.replaceAll(/[\\;,]/g, "\\$&").replaceAll(/\r\n|\n|\r/g, "\\n");

/** The line in pieces of at most 75 octets, no letter torn apart. */
function folded(line: string): string {
  let octets = 0;
  let text = "";
  for (const letter of line) {
    const size = Buffer.byteLength(letter);
    if (octets + size > lineOctetsMax) {
      text += "\r\n ";
      octets = 1;
    }
    text += letter;
    octets += size;
  }
  return text;
}
