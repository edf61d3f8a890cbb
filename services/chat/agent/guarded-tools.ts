import type { ToolProblem, ToolResult } from "../tools/tool.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { isToolName, type ToolName, type ToolOutputs, tools } from "../tools/tools.ts";

/** One sentence asks for a few things; a model that wants more than this has lost its way. */
export const toolCallsMax = 12;

/** A change that a model made. */
export interface AgentAction {
  readonly tool: ToolName;
  readonly input: unknown;
  readonly value: ToolOutputs[ToolName];
}

/** What a model wanted, and the person has to confirm. */
export interface PendingCall {
  readonly tool: ToolName;
  /** Fits the tool: `toolbox.callNamed(tool, input)` does it. */
  readonly input: unknown;
}

/** The tools as a model has them: counted, and what destroys is kept back for the person. */
export interface GuardedTools {
  call(name: string, input: unknown): Promise<ToolResult<unknown>>;
  readonly actions: readonly AgentAction[];
  readonly pending: readonly PendingCall[];
  /** What a tool failed of, beside refusals. */
  readonly failure: unknown;
  /** Resolves when no call is on its way any more. */
  settled(): Promise<void>;
}

/** Guards a toolbox for one turn. Once it has ended no call begins; a call that fails ends it. */
export function guardedTools(toolbox: Toolbox, ended: AbortController): GuardedTools {
  const actions: AgentAction[] = [];
  const pending: PendingCall[] = [];
  const onTheirWay = new Set<Promise<unknown>>();
  let calls = 0;
  let failure: unknown;

  const keptBack = (tool: ToolName, input: unknown): ToolResult<never> => {
    const checked = tools[tool].check(input);
    if (!checked.ok) return checked;
    pending.push({ tool, input });
    return refused("needs_confirmation", "the person is asked to confirm it; do not call it again");
  };

  const carriedOut = async (tool: ToolName, input: unknown): Promise<ToolResult<unknown>> => {
    const call = toolbox.callNamed(tool, input);
    onTheirWay.add(call);
    try {
      const result = await call;
      if (result.ok && tools[tool].effect !== "read") {
        actions.push({ tool, input, value: result.value });
      }
      return result;
    } catch (thrown) {
      failure ??= thrown;
      ended.abort(thrown);
      throw thrown;
    } finally {
      onTheirWay.delete(call);
    }
  };

  return {
    actions,
    pending,
    get failure() {
      return failure;
    },
    async call(name, input) {
      ended.signal.throwIfAborted();
      if (++calls > toolCallsMax) {
        return refused("too_many_calls", `at most ${toolCallsMax} calls a turn; answer now`);
      }
      if (!isToolName(name)) return toolbox.callNamed(name, input);
      return tools[name].effect === "destroy" ? keptBack(name, input) : carriedOut(name, input);
    },
    async settled() {
      await Promise.allSettled(onTheirWay);
    },
  };
}

const refused = (code: ToolProblem["code"], detail: string): ToolResult<never> => ({
  ok: false,
  problem: { code, detail },
});
