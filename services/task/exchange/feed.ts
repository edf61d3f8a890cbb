import type { RecurringTask } from "../../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { calendar, moment, opening, ruleLines, todoLines } from "./ical.ts";
import { zoneLines } from "./ical-zones.ts";

/** What calendar programs follow. */
export interface FeedContent {
  readonly tasks: Iterable<Task>;
  readonly templates: Iterable<RecurringTask>;
  /** The dates of a template that are tasks, or were. */
  readonly madeOf: (template: string) => readonly string[];
}

/** Goes up when the same tasks are to be written in another way. */
const feedForm = 1;

/** Changes whenever the calendar may: with the person's log, and with the years it reaches to. */
export const feedEtag = (seq: number, now: string): string =>
  `"feed-${feedForm}.${now.slice(0, 4)}.${seq}"`;

/** Half of what one answer of a sidecar may have; a calendar program shows fewer than that. */
const feedCharactersMax = 2_000_000;

/**
 * What is open, as a calendar to follow: what has a date as a VEVENT, because most programs show
 * no VTODO of others, and the rest as a VTODO. When it is too much, the earliest dates are left out.
 */
export function asFeed({ tasks, templates, madeOf }: FeedContent, now: string): string {
  const repeating = [...templates].filter(
    // After completion nobody knows the next date until its task is there.
    ({ status, recurrence }) => status === "active" && !recurrence.from_completion,
  );
  const open = [...tasks]
    .filter(({ status }) => status !== "completed")
    .sort((a, b) => compare(b.due_date ?? "", a.due_date ?? "") || compare(a.id, b.id));
  const components = [
    ...repeating.map((template) => [
      ...opening("VEVENT", template),
      ...ruleLines(template, madeOf(template.id)),
      ...ending,
    ]),
    ...open.map((task) =>
      task.due_date === null ? todoLines(task) : eventLines(task.due_date, task),
    ),
  ];
  return calendar([
    "NAME:Nudge",
    "X-WR-CALNAME:Nudge",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...zoneLines(repeating, now),
    ...fitting(components),
  ]);
}

const eventLines = (due: string, task: Task): readonly string[] => [
  ...opening("VEVENT", task),
  `DTSTART${moment(due)}`,
  ...ending,
];

/** Something to do does not make its person busy. */
const ending = ["TRANSP:TRANSPARENT", "END:VEVENT"];

function fitting(components: readonly (readonly string[])[]): readonly string[] {
  let characters = 0;
  const fit = components.filter((lines) => {
    characters += lines.reduce((sum, line) => sum + line.length, 0);
    return characters <= feedCharactersMax;
  });
  return fit.flat();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
