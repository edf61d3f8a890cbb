import { Temporal } from "temporal-polyfill";
import type { RecurringTaskAnswer } from "../../shared/contracts/api/recurring-tasks.ts";
import { pageSizeMax } from "../../shared/contracts/api/tasks.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { dayOfDue } from "./dates.ts";
import { look, templatesOf } from "./look.ts";
import type { Lookup } from "./lookup.ts";
import type { Memory } from "./memory.ts";
import type { Around } from "./plan.ts";
import { joined, quoted } from "./texts.ts";

type Template = RecurringTaskAnswer;

/** Dates come by events some ms after their rule; long after that nothing is on its way. */
const freshMs = 10_000;
/** Dates are made four weeks ahead; on the last of these days they may not be there yet. */
const madeAheadDays = 27;
const pauseMs = 100;
/** One second in all: longer than dates take, and nobody has left the page. */
const looksMax = 10;
const madeBy: ReadonlySet<string> = new Set([
  "create_recurring",
  "edit_recurring",
  "resume_recurring",
]);

/**
 * Waits a moment for the dates of a rule that this conversation has just made or changed; gives
 * what to say of those that are still missing, or nothing.
 */
export async function freshDates(
  lookup: Lookup,
  memory: Pick<Memory, "messages">,
  { tools, clock }: { readonly tools: Toolbox; readonly clock: Clock },
  around: Around,
): Promise<string> {
  if (!isAboutOpenTasks(lookup)) return "";
  const ids = justMade(memory, around);
  if (ids.length === 0) return "";
  const made = (await templatesOf(tools)).filter(({ id }) => ids.includes(id));
  let missing = made.filter((one) => expected(one, around).length > 0);
  for (let looks = 0; missing.length > 0 && looks < looksMax; looks++) {
    if (looks > 0) await clock.sleep(pauseMs);
    const there = await Promise.all(missing.map((one) => hasDates(one, tools, around)));
    missing = missing.filter((_, index) => !there[index]);
  }
  if (missing.length === 0) return "";
  const names = joined(missing.map(({ title }) => quoted(title)));
  return `The dates of ${names} are being made just now; ask again in a moment.`;
}

/** What is done, and the rules themselves, are there at once. */
const isAboutOpenTasks = (lookup: Lookup): boolean =>
  lookup.kind === "list" && !lookup.filter.repeating && lookup.filter.status !== "completed";

/** The templates of the last change, when it was a moment ago. */
function justMade({ messages }: Pick<Memory, "messages">, { nowMs }: Around): readonly string[] {
  const last = messages.findLast(({ actions = [] }) => actions.length > 0);
  if (!last || nowMs - Date.parse(last.at) > freshMs) return [];
  return (last.actions ?? []).flatMap(({ tool, recurring_task_id: id }) =>
    madeBy.has(tool) && id !== undefined ? [id] : [],
  );
}

/** The next days of which there should be tasks; a rule that counts from completion makes one. */
function expected({ status, next, recurrence }: Template, { nowMs }: Around): readonly string[] {
  if (status === "paused") return [];
  const end = Temporal.Instant.fromEpochMilliseconds(nowMs)
    .toZonedDateTimeISO(recurrence.timezone)
    .toPlainDate()
    .add({ days: madeAheadDays })
    .toString();
  const days = next.map((local) => local.slice(0, 10)).filter((day) => day <= end);
  return recurrence.from_completion ? days.slice(0, 1) : days;
}

async function hasDates(template: Template, tools: Toolbox, around: Around): Promise<boolean> {
  const days = expected(template, around);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return true;
  const near = (day: string, by: number) => Temporal.PlainDate.from(day).add({ days: by });
  const { items } = await look(tools, "list_tasks", {
    // The service compares in UTC, whose date may be the one before or after.
    due_date_start: String(near(first, -1)),
    due_date_end: String(near(last, 1)),
    sort_by: "due_date",
    limit: pageSizeMax,
  });
  const { timezone } = template.recurrence;
  const own = items.filter(({ recurring_task_id }) => recurring_task_id === template.id);
  const there = new Set(own.map(({ due_date }) => due_date && dayOfDue(due_date, timezone)));
  return days.every((day) => there.has(day));
}
