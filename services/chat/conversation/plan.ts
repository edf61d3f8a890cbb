import type { RecurringTaskAnswer } from "../../shared/contracts/api/recurring-tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { ToolInputs } from "../tools/tools.ts";
import type { Asked, Memory, Option, Thing } from "./memory.ts";
import type { Step, StepOf, StepTool } from "./step.ts";

/** The moment and the zone in which something is said. */
export interface Around {
  readonly nowMs: number;
  readonly timezone: string;
}

/**
 * What a command may be about: a task, what repeats, or both: then the task is its next open
 * occurrence.
 */
export interface Subject {
  readonly title: string;
  readonly task: Task | null;
  readonly template: RecurringTaskAnswer | null;
}

/** What a turn is to do and say. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Said first; what became of the steps follows. */
  readonly reply: string;
  readonly asked?: Pick<Asked, "text" | "choices" | "open">;
  /** What the conversation is about afterwards, where it changes. */
  readonly points?: Partial<Pick<Memory, "it" | "shown">>;
}

export const say = (reply: string, points: Plan["points"] = {}): Plan => ({
  steps: [],
  reply,
  points,
});

export const perform = (...steps: readonly Step[]): Plan => ({ steps, reply: "" });

/** One change. */
export const step = <N extends StepTool>(
  tool: N,
  title: string,
  input: ToolInputs[N],
): StepOf<N> => ({ tool, title, input });

/** Asks for one of some ways to go on. */
export const askOptions = (text: string, options: readonly Option[], it: Thing | null): Plan => ({
  steps: [],
  reply: text,
  asked: {
    text,
    choices: options.map(({ label }) => label),
    open: { kind: "options", options: [...options] },
  },
  points: it === null ? {} : { it },
});

/** Asks before something is taken away. */
export const askFirst = (text: string, steps: readonly Step[], it: Thing | null = null): Plan =>
  askOptions(text, [{ label: "yes", answers: [], steps: [...steps], reply: "" }, nothing], it);

/** The way out of each question. */
export const nothing: Option = {
  label: "no",
  answers: ["cancel", "nothing", "never mind"],
  steps: [],
  reply: "All right, nothing was changed.",
};

/** The thing that a subject is, as the conversation keeps it. */
export function thingOf({ task, template, title }: Subject): Thing | null {
  if (task) return { kind: "task", id: task.id, title };
  return template ? { kind: "recurring", id: template.id, title } : null;
}
