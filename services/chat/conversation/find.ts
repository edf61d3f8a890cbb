import type { RecurringTaskAnswer } from "../../shared/contracts/api/recurring-tasks.ts";
import { pageSizeMax } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { listed, openStatuses } from "./listed.ts";
import { look, refused, templatesOf } from "./look.ts";
import type { Lookup, WordsStatus } from "./lookup.ts";
import { bestFits, root, wordsOf } from "./match.ts";
import type { Thing } from "./memory.ts";
import type { Around, Subject } from "./plan.ts";

/** What was found for a lookup. */
export interface Found {
  readonly subjects: readonly Subject[];
  /** Things that are not there any more. */
  readonly gone: readonly Thing[];
  /** How many fit, when more fit than `subjects` has. */
  readonly total: number;
}

/** Words that are looked for one by one when no task has all of them. */
const wordsAloneMax = 3;
/** The longest search that the task service takes. */
const searchMax = 200;

/** Looks up what a command is about. Rejects with RetryableError when the tasks are away. */
export async function find(lookup: Lookup, tools: Toolbox, around: Around): Promise<Found> {
  switch (lookup.kind) {
    case "none":
      return found([]);
    case "things":
      return byIds(lookup, tools);
    case "words":
      return byWords(lookup.text, lookup.status, tools);
    case "list":
      return lookup.filter.repeating
        ? rules(lookup.filter.text, tools)
        : all(lookup, tools, around);
    default:
      return lookup satisfies never;
  }
}

const found = (
  subjects: readonly Subject[],
  gone: readonly Thing[] = [],
  total = subjects.length,
): Found => ({ subjects, gone, total });

async function byIds(
  { things, next }: Extract<Lookup, { kind: "things" }>,
  tools: Toolbox,
): Promise<Found> {
  const tasks = new Map<string, Task>();
  for (const { kind, id } of things) {
    if (kind !== "task") continue;
    const answer = await tools.call("get_task", { id });
    if (answer.ok) tasks.set(id, answer.value);
    else if (answer.problem.code !== "not_found") throw refused(answer.problem.detail);
  }
  const isAboutTemplates =
    things.some(({ kind }) => kind === "recurring") ||
    [...tasks.values()].some(({ recurring_task_id }) => recurring_task_id !== null);
  const templates = isAboutTemplates ? await templatesOf(tools) : [];
  const subjects: Subject[] = [];
  for (const { kind, id } of things) {
    const task = tasks.get(id);
    if (kind === "task" && task) subjects.push(ofTask(task, templates));
    const template = kind === "recurring" ? templates.find((one) => one.id === id) : undefined;
    if (template) subjects.push(next ? await withNext(template, tools) : ofTemplate(template));
  }
  const there = (thing: Thing) =>
    subjects.some(
      ({ task, template }) => (thing.kind === "task" ? task : template)?.id === thing.id,
    );
  return found(
    subjects,
    things.filter((thing) => !there(thing)),
  );
}

const ofTask = (task: Task, templates: readonly RecurringTaskAnswer[]): Subject => ({
  title: task.title,
  task,
  template: templates.find(({ id }) => id === task.recurring_task_id) ?? null,
});

const ofTemplate = (template: RecurringTaskAnswer): Subject => ({
  title: template.title,
  task: null,
  template,
});

/** A template with its next open task. */
async function withNext(template: RecurringTaskAnswer, tools: Toolbox): Promise<Subject> {
  const tasks = await searched(template.title, "open", tools);
  const task = tasks.find((one) => one.recurring_task_id === template.id) ?? null;
  return { ...ofTemplate(template), task };
}

/** What these words name best: of what repeats, the next open date stands for all. */
async function byWords(text: string, status: WordsStatus, tools: Toolbox): Promise<Found> {
  if (status === "open-first") {
    const open = await byWords(text, "open", tools);
    return open.subjects.length > 0 ? open : byWords(text, "completed", tools);
  }
  const tasks = await searched(text, status, tools);
  const templates = await templatesOf(tools);
  const single = status === "completed" ? tasks : nextOfEach(tasks, templates);
  const subjects = single.map((task) => ofTask(task, templates));
  const represented = new Set(subjects.map(({ template }) => template?.id));
  const others = status === "completed" ? [] : templates.filter(({ id }) => !represented.has(id));
  const all = [...subjects, ...others.map(ofTemplate)];
  return found(bestFits(text, all, ({ title }) => title));
}

/** Tasks that have all words; else some that have one, and the first ones by date. */
async function searched(
  text: string,
  status: "open" | "completed",
  tools: Toolbox,
): Promise<readonly Task[]> {
  // The service looks for parts of words: without its last letter "party" is also in "parties".
  const words = wordsOf(text).map((word) => root(word).replace(/(?<=..)y$/, ""));
  const ask = async (search?: string) => {
    const answer = await look(tools, "list_tasks", {
      ...(search === undefined ? {} : { search }),
      status: status === "completed" ? ["completed"] : [...openStatuses],
      sort_by: "due_date",
      limit: pageSizeMax,
    });
    return answer.items;
  };
  const all = await ask(words.join(" ").slice(0, searchMax));
  if (all.length > 0) return all;
  const longest = [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, wordsAloneMax);
  // Among the first ones are those that the service does not find: "zurich" for "Zürich".
  const some = (await Promise.all([ask(), ...longest.map(ask)])).flat();
  return [...new Map(some.map((task) => [task.id, task])).values()];
}

/** Of the open occurrences of a template only the first; one with its own title stands alone. */
function nextOfEach(
  tasks: readonly Task[],
  templates: readonly RecurringTaskAnswer[],
): readonly Task[] {
  const seen = new Set<string>();
  return tasks.filter(({ recurring_task_id, title }) => {
    const template = templates.find(({ id }) => id === recurring_task_id);
    if (!template || template.title !== title) return true;
    if (seen.has(template.id)) return false;
    seen.add(template.id);
    return true;
  });
}

async function all(
  lookup: Extract<Lookup, { kind: "list" }>,
  tools: Toolbox,
  around: Around,
): Promise<Found> {
  const { tasks, total } = await listed(lookup, tools, around);
  return found(
    tasks.map((task) => ofTask(task, [])),
    [],
    total,
  );
}

async function rules(wanted: string | undefined, tools: Toolbox): Promise<Found> {
  const templates = (await templatesOf(tools)).map(ofTemplate);
  return found(
    wanted === undefined ? templates : bestFits(wanted, templates, ({ title }) => title),
  );
}
