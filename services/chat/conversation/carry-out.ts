import { messageOf, RetryableError } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { done, type Outcome } from "./outcome.ts";
import { refused } from "./refusals.ts";
import type { Step, StepOf, StepTool } from "./step.ts";
import type { Telling } from "./tellings.ts";

/** The tools under an id of their own, so that a step that is repeated takes effect once. */
export type ToolsFor = (commandId: string) => Toolbox;

/**
 * Does the steps in order and tells what became of each; one that is refused does not stop the
 * others. Rejects with RetryableError when the tasks are away: then all may be repeated.
 */
export async function carryOut(
  steps: readonly Step[],
  turnId: string,
  telling: Telling,
  { tools, log }: { readonly tools: ToolsFor; readonly log: Log },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    try {
      outcomes.push(await one(step, tools(`${turnId}-${index + 1}`), telling));
    } catch (thrown) {
      if (thrown instanceof RetryableError) throw thrown;
      // A step that can never end would block its conversation for ever.
      log.error("chat.step-failed", { tool: step.tool, turn: turnId, error: messageOf(thrown) });
      outcomes.push(
        refused(step, { code: "internal", detail: "something went wrong on our side" }),
      );
    }
  }
  return outcomes;
}

async function one<N extends StepTool>(
  step: StepOf<N> & Step,
  tools: Toolbox,
  telling: Telling,
): Promise<Outcome> {
  const answer = await tools.call(step.tool, step.input);
  return answer.ok ? done(step, answer.value, telling) : refused(step, answer.problem);
}
