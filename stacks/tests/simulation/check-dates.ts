import type { RecurringTask } from "../../../services/shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Entry } from "../../../services/task/view.ts";
import type { Past } from "./past.ts";
import { completionDays, datesUntil, horizonDays, type Rule } from "./rules.ts";
import { dayMs, daysLater, hourMs, instantAt, minuteMs, wallAt } from "./wall.ts";

/** A template's whole story, read from the log. */
interface Story {
  readonly id: string;
  readonly rule: Rule;
  latest: RecurringTask;
  /** Since when it has been active without a break. */
  activeSinceMs: number;
  untouched: boolean;
  /** The tasks made, by their date; also those that are gone. */
  readonly made: Map<string, Made>;
  readonly open: Set<string>;
  lastLocal: string | undefined;
  /** When the last open one ended, by its own clock and by the world's. */
  ended: { readonly at: string; readonly ms: number } | undefined;
}

interface Made {
  readonly task: Task;
  readonly ms: number;
  readonly activeSinceMs: number;
}

/** Each date of each rule became one task, when it came inside the horizon, and no other did. */
export function datesAreRight(
  user: string,
  log: readonly Entry[],
  past: Past,
  endMs: number,
): readonly string[] {
  const wrong: string[] = [];
  const stories = new Map<string, Story>();
  for (const entry of log) {
    const ms = past.committedMs.get(`${user}:${entry.seq}`) ?? 0;
    if ("template" in entry) wrong.push(...templateTold(stories, entry, ms, past));
    else wrong.push(...taskTold(stories, entry, ms));
  }
  return [...wrong, ...[...stories.values()].flatMap((story) => judged(story, past, endMs))];
}

function templateTold(
  stories: Map<string, Story>,
  { template, command }: Extract<Entry, { template: RecurringTask }>,
  ms: number,
  { lived }: Past,
): readonly string[] {
  const { id } = template;
  const before = stories.get(id);
  if (before) {
    if (before.latest.status !== "active") before.activeSinceMs = ms;
    before.latest = template;
    before.untouched = false;
    return [];
  }
  const rule = lived.rules.get(command);
  if (!rule) return [`${id} is a template that nobody wanted`];
  stories.set(id, {
    id,
    rule,
    latest: template,
    activeSinceMs: ms,
    untouched: true,
    made: new Map(),
    open: new Set(),
    lastLocal: undefined,
    ended: undefined,
  });
  return [];
}

function taskTold(
  stories: ReadonlyMap<string, Story>,
  entry: Extract<Entry, { task: Task }>,
  ms: number,
): readonly string[] {
  const { task, type } = entry;
  const story = stories.get(task.recurring_task_id ?? "");
  if (!story) return task.recurring_task_id === null ? [] : [`${task.id} is of no template`];
  const isEnd = type === "task.deleted" || type === "task.completed";
  if (isEnd && story.open.delete(task.id)) {
    story.ended = { at: task.completed_at ?? entry.at, ms };
    return [];
  }
  if (type !== "task.created") return [];
  const local = localIn(task.id, story.id);
  const { latest, made, open, rule, activeSinceMs } = story;
  const wrong: string[] = [];
  if (made.has(local)) wrong.push(`${task.id} was made twice`);
  if (latest.status !== "active") wrong.push(`${task.id} was made while ${latest.status}`);
  if (latest.exceptions.includes(local)) wrong.push(`${task.id} was made although it is skipped`);
  if (rule.fromCompletion) wrong.push(...followsRightly(story, task, local));
  made.set(local, { task, ms, activeSinceMs });
  open.add(task.id);
  story.lastLocal = local;
  return wrong;
}

/** `{template}-2026-01-05T090000`: its date on the wall. */
function localIn(task: string, template: string): string {
  const [date = "", time] = task.slice(template.length + 1).split("T");
  return time === undefined ? date : `${date}T${time.replaceAll(/(..)(?=.)/g, "$1:")}`;
}

/** Never two at once, and the next one counts from the end of the last one. */
function followsRightly(story: Story, { id }: Task, local: string): readonly string[] {
  const { open, ended, lastLocal, rule, latest } = story;
  const wrong = open.size > 0 ? [`${id} was made while another one is open`] : [];
  const dayOfEnd = () => wallAt(Date.parse(ended?.at ?? ""), rule.timezone).slice(0, 10);
  let wanted =
    lastLocal === undefined
      ? rule.dtstart
      : daysLater(`${dayOfEnd()}${rule.dtstart.slice(10)}`, completionDays);
  // Also the first one may be skipped, before anybody has made it.
  while (wanted <= (lastLocal ?? "") || latest.exceptions.includes(wanted)) {
    wanted = daysLater(wanted, completionDays);
  }
  return local === wanted ? wrong : [...wrong, `${id} is of ${local} and not of ${wanted}`];
}

function judged(story: Story, past: Past, endMs: number): readonly string[] {
  if (story.rule.fromCompletion) return goesOn(story, past, endMs);
  return [
    ...timely(story, past),
    ...complete(story, past, endMs),
    ...fourInFourWeeks(story, past, endMs),
  ];
}

/** After the end of a date, the next one comes without anybody asking for it. */
function goesOn({ id, latest, open, ended, activeSinceMs }: Story, { life }: Past, endMs: number) {
  const sinceMs = Math.max(ended?.ms ?? activeSinceMs, activeSinceMs);
  const isLate = sinceMs < endMs - 2 * life.calmSweepMs - 10 * minuteMs;
  return latest.status === "active" && open.size === 0 && isLate
    ? [`${id} waits for its next date since ${new Date(sinceMs).toISOString()}`]
    : [];
}

/** When the wall shows the same as on this date, four weeks before. */
function entersMs({ timezone }: Rule, local: string): number {
  const isWholeDay = !local.includes("T");
  return instantAt(daysLater(local, isWholeDay ? 1 - horizonDays : -horizonDays), timezone);
}

/** How much the clock on the wall was changed within a day before. */
function changedMs({ timezone }: Rule, local: string): number {
  const ms = instantAt(local, timezone);
  const offset = (at: number) => Date.parse(`${wallAt(at, timezone)}Z`) - at;
  return Math.abs(offset(ms) - offset(ms - dayMs));
}

/** How late a look may be: an hour is looked at when it is over, by the next sweep. */
const lookedAfterMs = ({ life, clocksAreOff }: Past, sweepMs = life.calmSweepMs): number =>
  hourMs + sweepMs + 10 * minuteMs + (clocksAreOff ? 2 * hourMs : 0);

/** Each task is of a date of the rule, due at its moment, and made neither too early nor late. */
function timely({ id, rule, made, latest }: Story, past: Past): readonly string[] {
  const { clocksAreOff, isFaultless, life } = past;
  // The first task of a template may be made with it, however far ahead it is.
  const last = [...made.keys()].toSorted((a, b) => (a < b ? -1 : 1)).at(-1) ?? rule.dtstart;
  const dates = new Set(datesUntil(rule, last.slice(0, 10)));
  return [...made].flatMap(([local, { task, ms, activeSinceMs }]) => {
    if (!dates.has(local)) return [`${task.id} is no date of ${rule.rrule} from ${rule.dtstart}`];
    const due = local.includes("T")
      ? new Date(instantAt(local, rule.timezone)).toISOString()
      : local;
    const entered = entersMs(rule, local);
    const errorMs = clocksAreOff ? hourMs : 1_000;
    const isWithTemplate = latest.created_at === task.created_at;
    const earlyMs = entered - errorMs - changedMs(rule, local) - ms;
    const isEarly = !isWithTemplate && earlyMs > 0;
    const lateMs = ms - Math.max(entered, activeSinceMs);
    const isLate = isFaultless && !clocksAreOff && lateMs > lookedAfterMs(past, life.sweepMs);
    return [
      ...(task.due_date === due ? [] : [`${task.id} is due ${task.due_date} and not ${due}`]),
      ...(isEarly ? [`${task.id} was made ${earlyMs} ms too early`] : []),
      ...(isLate ? [`${id}: ${local} was made ${lateMs / minuteMs} min late`] : []),
    ];
  });
}

/** Every date that is inside of the horizon is there. */
function complete({ id, rule, made, latest, activeSinceMs }: Story, past: Past, endMs: number) {
  if (latest.status !== "active") return [];
  const lastDay = daysLater(wallAt(endMs, rule.timezone).slice(0, 10), horizonDays + 1);
  return datesUntil(rule, lastDay)
    .filter((local) => instantAt(local, rule.timezone) > activeSinceMs + 2 * hourMs)
    .filter((local) => entersMs(rule, local) < endMs - lookedAfterMs(past))
    .filter((local) => !latest.exceptions.includes(local) && !made.has(local))
    .map((local) => `${id}: ${local} of ${rule.rrule} is missing`);
}

function fourInFourWeeks({ id, rule, made, untouched }: Story, past: Past, endMs: number) {
  if (rule.kind !== "weekly" || !untouched) return [];
  const from = wallAt(endMs - lookedAfterMs(past), rule.timezone);
  const to = daysLater(from, horizonDays);
  const count = [...made.keys()].filter((local) => local >= from && local < to).length;
  return count === 4 ? [] : [`${id} has ${count} dates in the four weeks from ${from}`];
}
