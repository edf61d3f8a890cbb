import type { RecurringTaskAnswer } from "../../shared/contracts/api/recurring-tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import { dueWords } from "./dates.ts";
import type { Around } from "./plan.ts";
import type { StepOf } from "./step.ts";
import { nextDates, remindsEach } from "./task-words.ts";
import { joined, quoted } from "./texts.ts";

/** What changed about a task, in the words of its state now. */
export function editedTask(
  task: Task,
  { title, input }: StepOf<"edit_task">,
  around: Around,
): string {
  const { changes } = input;
  const due = task.due_date === null ? "without a date" : `due ${dueWords(task.due_date, around)}`;
  const parts = [
    ...partsOf(changes, task),
    ...(changes.status === undefined ? [] : [stateWords[task.status]]),
    ...(changes.due_date === undefined ? [] : [`is now ${due}`]),
    ...(changes.reminders === undefined ? [] : ["has no reminders any more"]),
  ];
  const only = task.recurring_task_id ? " Only this one changed; the others stay." : "";
  return `${quoted(title)} ${joined(parts)}.${only}${staysDone(task, changes)}`;
}

/** Who moves what is done may want it to be done again. */
const staysDone = ({ status }: Task, { status: wanted, due_date }: Changes): string =>
  status === "completed" && wanted === undefined && due_date
    ? ' It stays done; say "reopen it" to have it open again.'
    : "";

/** What changed about what repeats, in the words of its state now. */
export function editedTemplate(
  template: RecurringTaskAnswer,
  { title, input }: StepOf<"edit_recurring">,
  around: Around,
): string {
  const { changes } = input;
  const parts = [
    ...partsOf(changes, template),
    ...(changes.recurrence === undefined ? [] : [`now repeats ${template.in_words}`]),
    ...(changes.reminder_offsets === undefined ? [] : ["has other reminders"]),
  ];
  const reminds = changes.reminder_offsets === undefined ? "" : remindsEach(template);
  return (
    `${quoted(title)} ${joined(parts)}. Its open tasks to come follow.` +
    `${reminds}${changes.recurrence === undefined ? "" : nextDates(template, around)}`
  );
}

const stateWords: Readonly<Record<Task["status"], string>> = {
  pending: "is open",
  in_progress: "is in progress",
  completed: "is done",
};

type Changes = StepOf<"edit_task">["input"]["changes"];

const partsOf = (
  changes: Pick<Changes, "title" | "priority" | "tags" | "description">,
  now: Pick<Task, "title" | "priority" | "tags">,
): readonly string[] => [
  ...(changes.title === undefined ? [] : [`is now called ${quoted(now.title)}`]),
  ...(changes.priority === undefined ? [] : [`has ${now.priority} priority`]),
  ...(changes.tags === undefined ? [] : [tagWords(now)]),
  ...(changes.description === undefined ? [] : ["has a new description"]),
];

const tagWords = ({ tags }: Pick<Task, "tags">): string =>
  tags.length === 0 ? "has no tags any more" : `is tagged ${joined(tags.map((tag) => `#${tag}`))}`;
