import type { ChatAction } from "../../shared/contracts/api/chat.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import type { Log } from "../../shared/kit/log.ts";
import { agentAnswer } from "../agent/agent-answer.ts";
import type { PendingCall } from "../agent/guarded-tools.ts";
import type { AgentSettings } from "../agent/settings.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import type { Memory } from "./memory.ts";
import { done } from "./outcome.ts";
import { type Around, askFirst, type Plan, say } from "./plan.ts";
import { type Step, type StepOf, type StepTool, step } from "./step.ts";
import type { Telling } from "./tellings.ts";
import { counted, quoted } from "./texts.ts";

/** What a model made of a sentence. */
export interface Led {
  readonly plan: Plan;
  /** What it did already. */
  readonly actions: readonly ChatAction[];
  readonly engine: "rules" | "model";
}

/** Lets a model lead a turn; what it gives instead of an answer is what to say before our own. */
export type Assistant = (
  said: string,
  memory: Memory,
  tools: Toolbox,
  around: Around,
) => Promise<Led | { readonly excuse: string }>;

const texts = {
  excuse: "The assistant model did not answer, so I did it by my own rules.",
  halfDone: "The assistant model did not finish. This was done, and nothing else:",
};

/** The model that the settings name; what takes something away it can only propose. */
export const assistantOf =
  (
    settings: AgentSettings,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
  ): Assistant =>
  async (said, memory, tools, around) => {
    const { actions, toolbox } = noting(tools, { ...around, said });
    const outcome = await agentAnswer({
      text: said,
      conversation: memory.messages.map(({ from, text }) => ({
        by: from === "person" ? "person" : "assistant",
        text,
      })),
      timezone: around.timezone,
      toolbox,
      settings,
      clock,
    });
    if (outcome.kind === "answered") {
      const plan = await confirmed(outcome.reply, outcome.pending, tools);
      return { plan, actions, engine: "model" };
    }
    log.warn("chat.model-failed", { reason: outcome.reason, detail: outcome.detail });
    if (actions.length === 0) return { excuse: texts.excuse };
    const told = [texts.halfDone, ...actions.map(({ summary }) => `- ${summary}`)];
    return { plan: say(told.join("\n")), actions, engine: "rules" };
  };

/** The tools, and beside them what was done with them, told as the rules would tell it. */
function noting(tools: Toolbox, telling: Telling) {
  const actions: ChatAction[] = [];
  const noted = async <N extends StepTool>(step: StepOf<N> & Step) => {
    const answer = await tools.call(step.tool, step.input);
    if (!answer.ok) return answer;
    const { action } = done({ ...step, title: titleIn(answer.value) }, answer.value, telling);
    if (action) actions.push(action);
    return answer;
  };
  const toolbox: Toolbox = {
    call: tools.call,
    callNamed(name, input) {
      const change = step.safeParse({ tool: name, input, title: "" });
      return change.success ? noted(change.data) : tools.callNamed(name, input);
    },
  };
  return { actions, toolbox };
}

const titleIn = (value: object): string =>
  "title" in value && typeof value.title === "string" ? value.title : "it";

/** What the model wants to take away becomes a question of ours. */
async function confirmed(
  reply: string,
  pending: readonly PendingCall[],
  tools: Toolbox,
): Promise<Plan> {
  if (pending.length === 0) return say(reply);
  const steps: Step[] = [];
  for (const { tool, input } of pending) {
    const made = step.safeParse({ tool, input, title: "it" });
    if (made.success) steps.push({ ...made.data, title: await titleOf(made.data, tools) });
  }
  const text = `${steps.map(proposal).join("\n")}\nShall I? (yes or no)`;
  return { ...askFirst(text, steps), reply: `${reply}\n\n${text}` };
}

/** What the person calls the thing that a step is about. */
async function titleOf({ tool, input }: Step, tools: Toolbox): Promise<string> {
  if (tool === "delete_task") {
    const found = await tools.call("get_task", { id: input.id });
    return found.ok ? found.value.title : "it";
  }
  if (tool === "delete_recurring") {
    const found = await tools.call("list_recurring", {});
    const template = found.ok ? found.value.items.find(({ id }) => id === input.id) : undefined;
    return template?.title ?? "it";
  }
  return tool === "bulk_tasks" ? counted(input.ids.length, "task") : "it";
}

function proposal({ tool, input, title }: Step): string {
  if (tool === "bulk_tasks") return `${input.action}: ${title}`;
  if (tool !== "delete_recurring") return `Delete ${quoted(title)}`;
  return input.scope === "following"
    ? `Delete ${quoted(title)} and its future instances`
    : `Stop ${quoted(title)} for good`;
}
