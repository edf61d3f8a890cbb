import type { ChatAction } from "../../shared/contracts/api/chat.ts";
import type { ToolOutputs } from "../tools/tools.ts";
import type { Thing } from "./memory.ts";
import type { Step, StepOf, StepTool } from "./step.ts";
import { type Telling, tellings } from "./tellings.ts";

/** What became of one step, as the person is told. */
export interface Outcome {
  readonly text: string;
  /** What the conversation is about now; null when it is gone, undefined when that stays. */
  readonly it?: Thing | null;
  /** Undefined when nothing happened. */
  readonly action?: ChatAction;
}

/** What is said when a step was done. */
export function done<N extends StepTool>(
  step: StepOf<N> & Step,
  value: ToolOutputs[N],
  telling: Telling,
): Outcome {
  const told = tellings[step.tool](value, step, telling);
  const about = told.it ?? gone(step);
  const ids =
    about?.kind === "task"
      ? { task_id: about.id }
      : about?.kind === "recurring"
        ? { recurring_task_id: about.id }
        : {};
  return { ...told, action: { tool: step.tool, ...ids, summary: firstLine(told.text) } };
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

/** What was deleted is named by its id all the same. */
function gone({ tool, input, title }: Step): Thing | undefined {
  if (tool === "delete_task") return { kind: "task", id: input.id, title };
  if (tool === "delete_recurring") return { kind: "recurring", id: input.id, title };
  return undefined;
}
