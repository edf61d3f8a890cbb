import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { invalid } from "../shared/kit/problem.ts";
import { RecurrenceError, type Split, splitAt } from "../shared/recurrence/recurrence.ts";
import type { Circumstances, ParsedTemplatePatch } from "./command.ts";
import { changed, removed, withoutUndefined } from "./decide-recurring.ts";
import { type Fact, localIn, occurrencesOf, type View } from "./view.ts";

type From = Circumstances & {
  /** The local date from which on something is meant. */
  readonly from: string;
};

/** Open tasks of a template for this date and those after it. */
export function tasksFrom(template: RecurringTask, from: string, view: View): readonly Task[] {
  return occurrencesOf(template, view).filter(
    ({ id, status }) => status !== "completed" && localIn(id, template.id) >= from,
  );
}

/** A template ends before a date, and its open tasks from there on go. */
export function endedAt(
  template: RecurringTask,
  going: readonly Task[],
  around: From,
): readonly Fact[] {
  const { before } = partedAt(template, around.from);
  const tasks = going.flatMap((task) => removed(task, around));
  return [...tasks, { type: "recurring-task.updated", template: ending(template, before, around) }];
}

/**
 * This date and those after it become a template of their own, with the change. Their open tasks
 * go; the scheduler proposes the dates of the new template within moments.
 */
export function editedFrom(
  template: RecurringTask,
  patch: ParsedTemplatePatch,
  going: readonly Task[],
  around: From,
): readonly Fact[] {
  const { before, from } = partedAt(template, around.from);
  const tasks = going.flatMap((task) => removed(task, around));
  const own: RecurringTask = {
    ...template,
    recurrence: from,
    exceptions: template.exceptions.filter((local) => local >= around.from),
    ...withoutUndefined(patch),
    id: around.newId(),
    version: 1,
    created_at: around.now,
    updated_at: around.now,
  };
  // The new one first: it is what the answer shows.
  return [
    ...tasks,
    { type: "recurring-task.created", template: own },
    { type: "recurring-task.updated", template: ending(template, before, around) },
  ];
}

/** Without a date before it nothing is left that could end later. */
const ending = (template: RecurringTask, before: Split["before"], around: From): RecurringTask =>
  changed(template, before ? { recurrence: before } : { status: "stopped" }, around);

function partedAt(template: RecurringTask, from: string): Split {
  if (template.status === "stopped") throw invalid("from", "this one was stopped; make it anew");
  try {
    return splitAt(template.recurrence, from);
  } catch (thrown) {
    if (thrown instanceof RecurrenceError) throw invalid(thrown.field, thrown.message);
    throw thrown;
  }
}
