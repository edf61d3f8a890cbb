import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { Reminder } from "../shared/contracts/entities/reminder.ts";
import type { Task } from "../shared/contracts/entities/task.ts";
import { localText } from "../shared/recurrence/local-time.ts";
import { isSameButEnd, isShortened } from "../shared/recurrence/recurrence.ts";
import { localOf } from "../shared/recurrence/zone.ts";

/** What happened; each type is also the name of the topic that tells of it. */
export type Fact =
  | {
      readonly type: "task.created" | "task.updated" | "task.completed" | "task.deleted";
      /** The task after the change; of a deleted one its last state. */
      readonly task: Task;
    }
  | {
      readonly type: "reminder.triggered" | "reminder.canceled";
      /** The task that the reminder is about, after the change. */
      readonly task: Task;
      readonly reminder: Reminder;
    }
  | {
      readonly type: "recurring-task.created" | "recurring-task.updated";
      /** The template after the change. */
      readonly template: RecurringTask;
    };

export type EntryType = Fact["type"];

/** One line of a person's log: the state change, the domain event and the outbox row in one. */
export type Entry = Fact & {
  /** Position in the log, from 1, without a gap. */
  readonly seq: number;
  readonly at: string;
  /** The command that caused it; one command may cause several entries. */
  readonly command: string;
  /** Tells a repeated command from another one with the same id. */
  readonly fingerprint: string;
  readonly intent: Intent;
  /** The command that an undo takes back. */
  readonly undoes?: string;
  /** W3C trace context of the request. */
  readonly cause?: string;
};

/** What was wanted, as undo names it. */
export type Intent = (typeof undoable)[number] | "undo" | "occurrence" | "reminder";

/** What a person did; what the passing of time did is not taken back. */
export const undoable = ["create", "edit", "complete", "delete", "bulk"] as const;

/** What is remembered of a command, to answer it again when it is repeated. */
export interface CommandRecord {
  readonly fingerprint: string;
  /** Ids of the tasks and templates that it changed. */
  readonly tasks: readonly string[];
  /** Of an undo: what it took back. */
  readonly undone?: Intent;
}

/** One aggregate before and after a command; null where it did not exist. */
export type Difference =
  | {
      readonly kind: "task";
      readonly id: string;
      readonly before: Task | null;
      readonly after: Task;
    }
  | {
      readonly kind: "template";
      readonly id: string;
      readonly before: RecurringTask | null;
      readonly after: RecurringTask;
    };

/** How to take a command back. */
export interface UndoStep {
  readonly command: string;
  readonly intent: Intent;
  readonly at: string;
  readonly changes: readonly Difference[];
}

/** An entry without its content, as an open window needs it. */
export interface Change {
  readonly seq: number;
  readonly aggregate_id: string;
  readonly event_type: EntryType;
}

/** The dates of a template for which tasks were made: a proposal for one of them comes too late. */
export interface Made {
  /** Grows when the rule changes: a date that is made anew gets another id. */
  readonly generation: number;
  /** Local dates, newest last. */
  readonly locals: readonly string[];
}

/** The part of a map that evolving needs; a draft lays one over another. */
export interface Table<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): unknown;
  delete(key: string): unknown;
}

/** A person's log, folded. */
export interface View {
  seq: number;
  readonly tasks: Table<Task>;
  readonly templates: Table<RecurringTask>;
  readonly made: Table<Made>;
  readonly commands: Table<CommandRecord>;
  /** Oldest first. */
  undo: UndoStep[];
}

/** How many commands are remembered; a repetition later than that is a new command. */
export const commandsRemembered = 1_024;
/** How far back undo reaches. */
export const undoStepsMax = 20;
export const undoForMs = 10 * 60_000;
/** Dates remembered of one template: more than any horizon and any delay of an event. */
const localsRemembered = 400;
/** Of a template without a task. */
export const noneMade: Made = { generation: 1, locals: [] };

/** The aggregate that a fact is about: the partition of versions. */
export const aggregateOf = (fact: Fact): { readonly id: string; readonly version: number } =>
  "template" in fact ? fact.template : fact.task;

/** Takes one entry into the view, in place. It is the only place where a view changes. */
export function evolve(view: View, entry: Entry): void {
  const difference = differenceOf(view, entry);
  view.seq = entry.seq;
  switch (entry.type) {
    case "task.created":
      noteMade(view, entry.task);
      view.tasks.set(entry.task.id, entry.task);
      break;
    case "task.updated":
    case "task.completed":
    case "reminder.triggered":
    case "reminder.canceled":
      view.tasks.set(entry.task.id, entry.task);
      break;
    case "task.deleted":
      view.tasks.delete(entry.task.id);
      break;
    case "recurring-task.created":
    case "recurring-task.updated":
      noteRule(view, entry.template, entry);
      view.templates.set(entry.template.id, entry.template);
      break;
    default:
      throw new Error(`a log of a later version: ${entry satisfies never}`);
  }
  remember(view, entry);
  if (entry.undoes !== undefined) {
    view.undo = view.undo.filter((step) => step.command !== entry.undoes);
  } else if (undoable.some((intent) => intent === entry.intent)) {
    addUndoStep(view, entry, difference);
  }
}

function differenceOf(view: View, entry: Entry): Difference {
  if ("template" in entry) {
    const { template: after } = entry;
    return { kind: "template", id: after.id, before: view.templates.get(after.id) ?? null, after };
  }
  const { task: after } = entry;
  return { kind: "task", id: after.id, before: view.tasks.get(after.id) ?? null, after };
}

/** Occurrences carry their date in their id: `{template}-{date}` or `{template}-{date}-{n}`. */
function noteMade(view: View, { id, recurring_task_id }: Task): void {
  if (recurring_task_id === null) return;
  const made = view.made.get(recurring_task_id) ?? noneMade;
  const local = localIn(id, recurring_task_id);
  if (made.locals.includes(local)) return;
  const locals = [...made.locals, local].slice(-localsRemembered);
  view.made.set(recurring_task_id, { ...made, locals });
}

/**
 * A new rule makes its future dates anew, also those that the old rule had made. One that only ends
 * earlier has no date that would be new, and an undo of that brings its tasks back itself.
 */
function noteRule(view: View, template: RecurringTask, { at, undoes }: Entry): void {
  const before = view.templates.get(template.id);
  const made = view.made.get(template.id);
  if (!before || !made) return;
  if (JSON.stringify(before.recurrence) === JSON.stringify(template.recurrence)) return;
  const isKnown = undoes === undefined ? isShortened : isSameButEnd;
  if (isKnown(before.recurrence, template.recurrence)) return;
  const wall = localText(localOf(Date.parse(at), before.recurrence.timezone));
  const done = new Set(
    occurrencesOf(template, view)
      .filter(({ status }) => status === "completed")
      .map(({ id }) => localIn(id, template.id)),
  );
  const locals = made.locals.filter(
    (local) => local < wall.slice(0, local.length) || done.has(local),
  );
  view.made.set(template.id, { generation: made.generation + 1, locals });
}

/** The id of the task that is made for a date of a template. */
export function occurrenceId(template: string, local: string, generation: number): string {
  const compact = local.replaceAll(":", "");
  return generation === 1 ? `${template}-${compact}` : `${template}-${compact}-${generation}`;
}

/**
 * The tasks of a template that are there: those of the present rule, and those of a former one that
 * an undo brought back.
 */
export function occurrencesOf({ id }: RecurringTask, view: View): readonly Task[] {
  const { generation, locals } = view.made.get(id) ?? noneMade;
  const generations = Array.from({ length: generation }, (_, n) => n + 1);
  return locals.flatMap((local) =>
    generations.flatMap((n) => view.tasks.get(occurrenceId(id, local, n)) ?? []),
  );
}

/** The date that an occurrence's id carries. */
export function localIn(id: string, template: string): string {
  const found = /^-(\d{4}-\d{2}-\d{2})(?:T(\d{2})(\d{2})(\d{2}))?/.exec(id.slice(template.length));
  const [, date = "", hour, minute, second] = found ?? [];
  return hour === undefined ? date : `${date}T${hour}:${minute}:${second}`;
}

function remember(view: View, entry: Entry): void {
  const { command, fingerprint, undoes } = entry;
  const known = view.commands.get(command);
  const undone = known?.undone ?? view.undo.find((step) => step.command === undoes)?.intent;
  view.commands.set(command, {
    fingerprint,
    tasks: [...(known?.tasks ?? []), aggregateOf(entry).id],
    ...(undone === undefined ? {} : { undone }),
  });
}

function addUndoStep(view: View, entry: Entry, change: Difference): void {
  const { command, intent, at } = entry;
  const last = view.undo.at(-1);
  const steps =
    last?.command === command
      ? [...view.undo.slice(0, -1), { ...last, changes: [...last.changes, change] }]
      : [...view.undo, { command, intent, at, changes: [change] }];
  view.undo = steps.slice(-undoStepsMax);
}

/** A view to decide on before anything is committed: its changes stay its own. */
export function draftOf(view: View): View {
  return {
    seq: view.seq,
    tasks: overlay(view.tasks),
    templates: overlay(view.templates),
    made: overlay(view.made),
    commands: overlay(view.commands),
    undo: [...view.undo],
  };
}

function overlay<V>(base: Table<V>): Table<V> {
  const changed = new Map<string, V | undefined>();
  return {
    get: (key) => (changed.has(key) ? changed.get(key) : base.get(key)),
    set: (key, value) => changed.set(key, value),
    delete: (key) => changed.set(key, undefined),
  };
}
