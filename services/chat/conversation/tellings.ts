import type { Task } from "../../shared/contracts/entities/task.ts";
import type { ToolOutputs } from "../tools/tools.ts";
import { editedTask, editedTemplate } from "./changes-in-words.ts";
import type { Thing } from "./memory.ts";
import type { Around } from "./plan.ts";
import type { StepOf, StepTool } from "./step.ts";
import { details, momentsOf, nextDates, remindsAt, remindsEach, setUp } from "./task-words.ts";
import { counted, joined, quoted } from "./texts.ts";

/** The moment, the zone, and what was said. */
export interface Telling extends Around {
  readonly said: string;
}

type Tell<N extends StepTool> = (
  value: ToolOutputs[N],
  step: StepOf<N>,
  telling: Telling,
) => { readonly text: string; readonly it?: Thing | null };

/** What is said when each tool has done its work, and what the conversation is about then. */
export const tellings: { readonly [T in StepTool]: Tell<T> } = {
  create_task: (task, _step, telling) =>
    onTask(
      task,
      `Added ${quoted(task.title)}${details(task, telling)}.${remindsAt(task, telling)}`,
    ),
  create_recurring: (template, _step, telling) => ({
    text:
      `${setUp(template.title, telling.said)} ${template.in_words}.` +
      `${nextDates(template, telling)}${remindsEach(template)}`,
    it: { kind: "recurring", id: template.id, title: template.title },
  }),
  complete_task: (task) =>
    onTask(
      task,
      `Done: ${quoted(task.title)}.${task.recurring_task_id ? " The next ones stay." : ""}`,
    ),
  reopen_task: (task, _step, telling) =>
    onTask(task, `${quoted(task.title)} is open again${details(task, telling)}.`),
  edit_task: (task, step, telling) => onTask(task, editedTask(task, step, telling)),
  delete_task: (_value, { title }) => ({
    text: `Deleted ${quoted(title)}. Say "undo" within 10 minutes to get it back.`,
    it: null,
  }),
  bulk_tasks: ({ results }, { input }) => ({ text: bulkText(results, input.action) }),
  add_reminder: (task, _step, telling) =>
    onTask(task, `I'll remind you of ${quoted(task.title)} ${momentsOf(task, telling)}.`),
  snooze_reminder: (task, _step, telling) =>
    onTask(task, `I'll remind you of ${quoted(task.title)} again ${momentsOf(task, telling)}.`),
  dismiss_reminder: (task) =>
    onTask(task, `I won't remind you of ${quoted(task.title)}; it stays open.`),
  edit_recurring: (template, step, telling) => ({
    text: editedTemplate(template, step, telling),
    it: { kind: "recurring", id: template.id, title: template.title },
  }),
  pause_recurring: ({ id, title }) => ({
    text: `Paused ${quoted(title)}: no new tasks until you say "resume it". Those that exist stay.`,
    it: { kind: "recurring", id, title },
  }),
  resume_recurring: (template, _step, telling) => ({
    text: `${quoted(template.title)} goes on ${template.in_words}.${nextDates(template, telling)}`,
    it: { kind: "recurring", id: template.id, title: template.title },
  }),
  skip_recurring: (template, _step, telling) => ({
    text: `Skipped the next date of ${quoted(template.title)}.${nextDates(template, telling)}`,
    it: { kind: "recurring", id: template.id, title: template.title },
  }),
  delete_recurring: (_value, { title, input }) => ({
    text:
      input.scope === "following"
        ? `Deleted ${quoted(title)} and its future instances. Say "undo" within 10 minutes to get them back.`
        : `Stopped ${quoted(title)}: it makes no new tasks, and those that exist stay. ` +
          'Say "undo" within 10 minutes to let it go on.',
    it: null,
  }),
  undo: ({ undone, tasks, removed }) => undoText(undone, tasks, removed),
};

const onTask = (task: Task, text: string) => ({
  text,
  it: { kind: "task" as const, id: task.id, title: task.title },
});

type BulkResults = ToolOutputs["bulk_tasks"]["results"];

/** Item by item where something did not happen. */
function bulkText(results: BulkResults, action: string): string {
  const verbs: Readonly<Record<string, string>> = {
    complete: "Done",
    delete: "Deleted",
    move: "Moved",
    tag: "Tagged",
  };
  const of = (status: BulkResults[number]["status"]) =>
    results.filter((one) => one.status === status);
  const titles = of("done").flatMap(({ task }) => (task ? [quoted(task.title)] : []));
  const names = titles.length === 0 || titles.length > 10 ? "" : ` (${joined(titles)})`;
  const lines = [`${verbs[action] ?? "Changed"}: ${counted(of("done").length, "task")}${names}.`];
  const same = of("unchanged").map(({ id, task }) => quoted(task?.title ?? id));
  if (same.length > 0) lines.push(`Was so already: ${joined(same)}.`);
  const lost = of("not_found").length;
  if (lost > 0) lines.push(`Not there any more: ${counted(lost, "task")}.`);
  lines.push('Say "undo" within 10 minutes to take it back.');
  return lines.join("\n");
}

/** Titles that one sentence can take. */
const titlesMax = 5;

function undoText(
  undone: ToolOutputs["undo"]["undone"],
  tasks: readonly Task[],
  removed: readonly string[],
): { readonly text: string; readonly it?: Thing | null } {
  const names = joined(tasks.slice(0, titlesMax).map(({ title }) => quoted(title)));
  const [be, they] = tasks.length === 1 ? ["is", "it was"] : ["are", "they were"];
  const [what, now] = {
    create: ["addition", `${be} as ${they}`],
    edit: ["change", `${be} as ${they}`],
    complete: ["completion", `${be} open again`],
    delete: ["deletion", `${be} there again`],
    bulk: ["change of several", `${be} as ${they}`],
  }[undone];
  const text = `Took back the last ${what}${tasks.length === 0 ? "" : `: ${names} ${now}`}.`;
  const [only] = tasks;
  if (only && tasks.length === 1) {
    return { text, it: { kind: "task", id: only.id, title: only.title } };
  }
  return removed.length > 0 && tasks.length === 0 ? { text, it: null } : { text };
}
