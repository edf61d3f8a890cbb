import type { Task } from "../../shared/contracts/entities/task.ts";
import { comparison, type Filter, fits } from "./filter.ts";

/**
 * What the page knows of a person's tasks: what the server said, and over it what the person has
 * just done and the server has not answered yet. Taking such a step back is leaving it out.
 */
export interface ListState {
  readonly known: ReadonlyMap<string, Known>;
  /** The last version seen of each task that is gone: a late answer does not bring it back. */
  readonly gone: ReadonlyMap<string, number>;
  readonly steps: readonly Step[];
  /** Counts what arrived, so that a list read before it does not undo it. */
  readonly tick: number;
}

interface Known {
  readonly task: Task;
  readonly tick: number;
}

/** What the person did, shown before the server has answered. */
export type Step =
  | { readonly key: string; readonly kind: "add"; readonly task: Task }
  | {
      readonly key: string;
      readonly kind: "change";
      readonly id: string;
      readonly fields: Partial<Task>;
    }
  | { readonly key: string; readonly kind: "remove"; readonly id: string };

/** One line of the list. */
export interface Row {
  readonly task: Task;
  /** The server has not answered to what the person did with it. */
  readonly isBusy: boolean;
}

/** Before the server said anything. */
export const nothingKnown: ListState = { known: new Map(), gone: new Map(), steps: [], tick: 0 };

/** A task as the server has it now; an older version than the known one changes nothing. */
export function withTask(state: ListState, task: Task): ListState {
  const seen = state.known.get(task.id)?.task.version ?? state.gone.get(task.id) ?? 0;
  const tick = state.tick + 1;
  if (task.version < seen) return state;
  if (!state.known.has(task.id) && state.gone.get(task.id) === task.version) return state;
  const known = new Map(state.known).set(task.id, { task, tick });
  const gone = new Map(state.gone);
  gone.delete(task.id);
  return { ...state, known, gone, tick };
}

/** A task is gone. */
export function withoutTask(state: ListState, id: string): ListState {
  const last = state.known.get(id);
  if (!last) return state;
  const known = new Map(state.known);
  known.delete(id);
  const gone = new Map(state.gone).set(id, last.task.version);
  return { ...state, known, gone, tick: state.tick + 1 };
}

/** A part of a list, and what it was the answer to. */
export interface Read {
  readonly items: readonly Task[];
  readonly filter: Filter;
  readonly now: Date;
  /** The state's `tick` when it was asked for. */
  readonly since: number;
  /** "all": whatever else fits the filter does not exist. "part": more may follow. */
  readonly extent: "all" | "part";
}

/** What the server listed; what arrived since it was asked stays as it is. */
export function withRead(state: ListState, read: Read): ListState {
  const listed = new Set(read.items.map(({ id }) => id));
  let next = state;
  if (read.extent === "all") {
    for (const [id, { task, tick }] of state.known) {
      const isOld = tick <= read.since && !listed.has(id);
      if (isOld && fits(task, read.filter, read.now)) next = withoutTask(next, id);
    }
  }
  return read.items.reduce(withTask, next);
}

/** Forgets what is out of sight: nobody tells any more how that changed. */
export const onlyShown = (state: ListState, filter: Filter, now: Date): ListState => ({
  ...state,
  known: new Map([...state.known].filter(([, { task }]) => fits(task, filter, now))),
});

/** The person did something. */
export const withStep = (state: ListState, step: Step): ListState => ({
  ...state,
  steps: [...state.steps, step],
});

/** The server answered to it, with yes or no: from here on only what the server says counts. */
export const withoutStep = (state: ListState, key: string): ListState => ({
  ...state,
  steps: state.steps.filter((step) => step.key !== key),
});

/** The lines of the list. */
export function rowsOf(state: ListState, filter: Filter, now: Date): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const [id, { task }] of state.known) rows.set(id, { task, isBusy: false });
  for (const step of state.steps) {
    switch (step.kind) {
      case "add":
        rows.set(step.task.id, { task: step.task, isBusy: true });
        break;
      case "change": {
        const row = rows.get(step.id);
        if (row) rows.set(step.id, { task: { ...row.task, ...step.fields }, isBusy: true });
        break;
      }
      case "remove":
        rows.delete(step.id);
        break;
      default:
        step satisfies never;
    }
  }
  const compare = comparison(filter.order);
  return [...rows.values()]
    .filter(({ task }) => fits(task, filter, now))
    .sort((a, b) => compare(a.task, b.task));
}

/** All tags of the known tasks, each once, in the order of the alphabet. */
export function tagsOf(state: ListState): readonly string[] {
  const all = [...state.known.values()].flatMap(({ task }) => task.tags);
  return [...new Set(all)].sort((a, b) => a.localeCompare(b));
}
