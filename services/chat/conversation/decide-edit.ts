import type { Parsed } from "../../shared/contracts/api/parsed.ts";
import { bulkMax } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { ToolInputs } from "../tools/tools.ts";
import type { Command } from "./command.ts";
import { dueWords } from "./dates.ts";
import { reminderInput, ruleOf } from "./decide-create.ts";
import { movedTo } from "./moved-to.ts";
import {
  type Around,
  askFirst,
  askOptions,
  type Plan,
  perform,
  type Subject,
  say,
  step,
  thingOf,
} from "./plan.ts";
import { followingOf, scopeOptions } from "./scopes.ts";
import type { Step } from "./step.ts";
import { counted, quoted } from "./texts.ts";

type Changes = ToolInputs["edit_task"]["changes"];

/** Changes what a task says of itself. */
export function editPlan(command: Command, subjects: readonly Subject[], around: Around): Plan {
  const { parsed, said, at } = command;
  const [subject] = subjects;
  if (parsed.recurrence && subject && subjects.length === 1) {
    return newRulePlan(parsed.recurrence, parsed, subject);
  }
  if (isEmpty(parsed)) {
    const text = `What shall I change about ${quoted(subject?.title ?? "it")}?`;
    const choices = ["move it to tomorrow", "make it urgent", "delete it"];
    return {
      points: subject ? { it: thingOf(subject) } : {},
      steps: [],
      reply: text,
      asked: { text, choices, open: { kind: "more", said, at } },
    };
  }
  if (subject && subjects.length === 1 && subject.template && wordsChange(parsed)) {
    return editRepeating(subject, subject.template, parsed, around);
  }
  const steps = subjects.slice(0, bulkMax).flatMap((one) => editSteps(one, parsed, around));
  if (steps.length === 0) return say(noTaskToChange(subject));
  const isAll = parsed.target?.kind === "all" && steps.length > 1;
  return isAll
    ? askFirst(`Change ${counted(subjects.length, "task")}? (yes or no)`, steps)
    : perform(...steps);
}

/** What is said when what repeats has no task to change. */
export const noTaskToChange = (subject: Subject | undefined): string =>
  `${quoted(subject?.title ?? "It")} has no open task right now. Say how it should repeat, ` +
  'for example "change it to every Friday".';

/** Another rule: what repeats follows it; a single task becomes one that repeats. */
export function newRulePlan(
  rule: NonNullable<Parsed["recurrence"]>,
  parsed: Parsed,
  subject: Subject,
): Plan {
  const { task, template, title } = subject;
  const recurrence = ruleOf(rule);
  if (template) {
    return perform(step("edit_recurring", title, { id: template.id, changes: { recurrence } }));
  }
  if (!task) return say(`${quoted(title)} is not there any more.`);
  const { description, priority, tags } = task;
  const name = parsed.change?.title ?? title;
  return askFirst(
    `${quoted(name)} becomes a task that repeats ${rule.in_words}, in place of the single one. (yes or no)`,
    [
      step("create_recurring", name, { title: name, description, priority, tags, recurrence }),
      step("delete_task", title, { id: task.id }),
    ],
    thingOf(subject),
  );
}

function editRepeating(
  subject: Subject,
  template: NonNullable<Subject["template"]>,
  parsed: Parsed,
  around: Around,
): Plan {
  const { task, title } = subject;
  const { id } = template;
  const changes = changesOf(parsed, template);
  const whole = [step("edit_recurring", title, { id, changes })];
  const following = [step("edit_recurring", title, { id, changes, ...followingOf(subject) })];
  const only = editSteps(subject, parsed, around);
  if (!task || parsed.scope === "template") return perform(...whole);
  if (parsed.scope) return perform(...(parsed.scope === "this" ? only : following));
  const due = task.due_date === null ? "" : ` (${dueWords(task.due_date, around)})`;
  return askOptions(
    `${quoted(title)} repeats ${template.in_words}. ` +
      `Change only this one${due}, all future instances, or just the template?`,
    scopeOptions({ only, following, template: whole }),
    thingOf(subject),
  );
}

/** All that a sentence changes about one task. */
export function editSteps({ task, title }: Subject, parsed: Parsed, around: Around): Step[] {
  if (!task) return [];
  const changes: Changes = {
    ...changesOf(parsed, task),
    ...dueChange(parsed, task, around),
    ...(parsed.change?.clear_reminders ? { reminders: [] } : {}),
    ...(parsed.change?.status === undefined ? {} : { status: parsed.change.status }),
  };
  return [
    ...(Object.keys(changes).length > 0
      ? [step("edit_task", title, { id: task.id, changes })]
      : []),
    ...parsed.reminders.map((one) =>
      step("add_reminder", title, { task_id: task.id, reminder: reminderInput(one) }),
    ),
  ];
}

/** What changes beside the due date. */
function changesOf(
  { change, priority, tags }: Parsed,
  now: Pick<Task, "tags">,
): Pick<Changes, "title" | "description" | "priority" | "tags"> {
  const added = [...tags, ...(change?.add_tags ?? [])];
  const removed = (change?.remove_tags ?? []).map((tag) => tag.toLowerCase());
  const kept = now.tags.filter((tag) => !removed.includes(tag.toLowerCase()));
  const has = new Set(kept.map((tag) => tag.toLowerCase()));
  const all = [...kept, ...added.filter((tag) => !has.has(tag.toLowerCase()))];
  return {
    ...(change?.title === undefined ? {} : { title: change.title }),
    ...(change?.description === undefined ? {} : { description: change.description }),
    ...(priority === null ? {} : { priority }),
    ...(added.length + removed.length === 0 ? {} : { tags: all }),
  };
}

function dueChange({ due, change }: Parsed, task: Task, around: Around): Changes {
  if (change?.clear_due) return { due_date: null };
  if (due === null) return {};
  return { due_date: movedTo(due, task, around), timezone: around.timezone };
}

const wordsChange = ({ change, priority, tags }: Parsed): boolean =>
  priority !== null ||
  tags.length > 0 ||
  change?.title !== undefined ||
  change?.description !== undefined ||
  (change?.add_tags ?? []).length + (change?.remove_tags ?? []).length > 0;

const isEmpty = (parsed: Parsed): boolean =>
  !wordsChange(parsed) &&
  parsed.due === null &&
  parsed.reminders.length === 0 &&
  parsed.change?.status === undefined &&
  !parsed.change?.clear_due &&
  !parsed.change?.clear_reminders;
