import type { Filter, Parsed } from "../../shared/contracts/api/parsed.ts";
import { priority as priorities } from "../../shared/contracts/entities/task.ts";
import { dayWords, dueWords, localWords } from "./dates.ts";
import type { Found } from "./find.ts";
import { type Around, type Plan, type Subject, say, thingOf } from "./plan.ts";
import { type Row, repeats, rowsOf } from "./rows.ts";
import { fitsIn, isAboutDone, isOverdue, spanOf } from "./span.ts";
import { counted, joined, quoted, texts } from "./texts.ts";

/** As many lines as fit on a small screen; a filter is better than a longer list. */
const linesMax = 20;

/** What was asked for: a numbered list, the one task to do next, or a count. */
export function listPlan(parsed: Parsed, { subjects, total }: Found, around: Around): Plan {
  const filter = parsed.filter ?? {};
  const noun = nounOf(filter, parsed.intent);
  const about = aboutWords(filter, around);
  if (subjects.length === 0) {
    const shown = filter.show === undefined ? { shown: [] } : {};
    return say(`There is no ${noun}${about}.${wayOn(filter)}`, shown);
  }
  const { rows, later } = rowsOf(filter, subjects);
  const head = `${counted(total - later, noun)}${about}${laterWords(later)}`;
  switch (filter.show) {
    case "next":
      return nextPlan(subjects, around);
    case "count":
      return say(`You have ${head}${urgencyWords(filter, subjects, around)}.`);
    case undefined:
      return numberedRows(`${head}:`, rows, total - later, around);
    default:
      return filter.show satisfies never;
  }
}

/** The earliest, so what is overdue comes first; of what has no date the most important. */
function nextPlan(subjects: readonly Subject[], around: Around): Plan {
  const rank = ({ task }: Subject) => priorities.options.indexOf(task?.priority ?? "medium");
  const dated = subjects.find(({ task }) => task?.due_date);
  const next = dated ?? [...subjects].sort((a, b) => rank(b) - rank(a))[0];
  return next ? say(`Next: ${lineOf(next, around)}.`, { it: thingOf(next) }) : say(texts.unknown);
}

const laterWords = (later: number): string =>
  later === 0
    ? ""
    : ` and ${counted(later, "later date")} of ${later === 1 ? "a repeating one" : "repeating ones"}`;

/** Of all that is open: what is pressing. */
function urgencyWords(filter: Filter, subjects: readonly Subject[], around: Around): string {
  const { when, from, to, status, repeating, text } = filter;
  const isOfSome = [when, from, to, repeating, text].some((one) => one !== undefined);
  if (isOfSome || status === "completed") return "";
  const tasks = subjects.flatMap(({ task }) => task ?? []);
  const overdue = tasks.filter((task) => isOverdue(task, around)).length;
  const span = spanOf({ when: "today" }, around);
  const due = tasks.filter((task) => fitsIn(task, span, around)).length;
  return `, ${overdue || "none"} overdue and ${due || "none"} due today`;
}

/** Subjects as a numbered list, remembered so that they can be named by their number. */
export const numbered = (head: string, subjects: readonly Subject[], around: Around): Plan =>
  numberedRows(
    head,
    subjects.map((subject) => ({ subject, later: 0, until: null })),
    subjects.length,
    around,
  );

function numberedRows(head: string, rows: readonly Row[], total: number, around: Around): Plan {
  const lines = rows.slice(0, linesMax);
  const things = lines.flatMap(({ subject }) => thingOf(subject) ?? []);
  const more = total - lines.length;
  const rest = more > 0 ? [`... and ${more} more; narrow it down by a day, a tag or a word.`] : [];
  const text = [
    head,
    ...lines.map(
      (row, index) => `${index + 1}. ${lineOf(row.subject, around, repeats(row, around))}`,
    ),
    ...rest,
  ];
  const [only] = things;
  const it = things.length === 1 && only ? { it: only } : {};
  return say(text.join("\n"), { shown: things, ...it });
}

/** One subject in a list: its title, and what sets it apart. */
export function lineOf(
  { title, task, template }: Subject,
  around: Around,
  more: readonly string[] = [],
): string {
  if (!task) {
    const paused = template?.status === "paused" ? ", paused" : "";
    const [next] = template?.next ?? [];
    const date = next === undefined ? "" : `, next ${localWords(next, around)}`;
    return `${title}: ${template?.in_words ?? ""}${paused}${date}`;
  }
  const due = task.due_date === null ? [] : [`due ${dueWords(task.due_date, around)}`];
  const begun = task.status === "in_progress" ? ["in progress"] : [];
  const state = task.status === "completed" ? ["done"] : isOverdue(task, around) ? ["overdue"] : [];
  const priority = task.priority === "medium" ? [] : [`${task.priority} priority`];
  const tags = task.tags.map((tag) => `#${tag}`);
  const rule = template ? [`repeats ${template.in_words}`] : [];
  const marks = [...state, ...begun, ...priority, ...rule, ...more, tags.join(" ")];
  const about = [...due, ...marks].filter((one) => one);
  return about.length === 0 ? title : `${title} (${about.join(", ")})`;
}

function nounOf(filter: Filter, intent: Parsed["intent"]): string {
  const { status, priority, when, repeating } = filter;
  if (repeating) return "repeating task";
  const states = { pending: "open ", in_progress: "started ", completed: "completed " };
  // A search looks everywhere when it names no state.
  const usual = intent === "search" ? "" : "open ";
  const state = status === undefined ? usual : isAboutDone(filter) ? "" : states[status];
  const urgency = priority === "urgent" ? "urgent " : `${priority}-priority `;
  return `${when === "overdue" ? "overdue " : state}${priority === undefined ? "" : urgency}task`;
}

function aboutWords(filter: Filter, around: Around): string {
  const { tags, text } = filter;
  const days = daysWords(filter, around);
  const verb = isAboutDone(filter) ? "completed" : "due";
  const then = days === "" ? "" : ` ${verb} ${days}`;
  const dateless = filter.when === "no-date" ? " without a date" : "";
  const tagged = tags && tags.length > 0 ? ` tagged ${joined(tags.map((tag) => `#${tag}`))}` : "";
  const named = text === undefined ? "" : ` about ${quoted(text)}`;
  return `${then}${dateless}${tagged}${named}`;
}

function daysWords({ when, from, to }: Filter, around: Around): string {
  switch (when) {
    case "today":
    case "tomorrow":
      return when;
    case "this-week":
      return "this week";
    case "next-week":
      return "next week";
    case "overdue":
    case "no-date":
      return "";
    case undefined:
      return rangeWords({ from, to }, around);
    default:
      return when satisfies never;
  }
}

function rangeWords(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  around: Around,
): string {
  if (from === undefined) return to === undefined ? "" : `by ${dayWords(to, around)}`;
  if (from === to) return dueWords(from, around);
  return to === undefined
    ? `from ${dayWords(from, around)} on`
    : `from ${dayWords(from, around)} to ${dayWords(to, around)}`;
}

const wayOn = ({ repeating, text }: Filter): string => {
  if (repeating) return ' Say "remind me to exercise every Monday" to have one.';
  return text === undefined ? "" : ` Say "add ${text}" to make one.`;
};
