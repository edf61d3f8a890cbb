import type { Clock } from "../../shared/kit/clock.ts";
import { meaningOf } from "./answers.ts";
import type { Assistant, Led } from "./assistant.ts";
import type { ToolsFor } from "./carry-out.ts";
import type { Command, Understand } from "./command.ts";
import { decide } from "./decide.ts";
import { find } from "./find.ts";
import { freshDates } from "./fresh-dates.ts";
import { lookupOf } from "./lookup.ts";
import type { Memory } from "./memory.ts";
import { type Around, type Plan, say } from "./plan.ts";
import { texts } from "./texts.ts";

export interface DeciderPorts {
  readonly clock: Clock;
  /** Waiting for the other services takes real time, whatever time people live in. */
  readonly waitClock: Clock;
  readonly newId: () => string;
  readonly understand: Understand;
  readonly toolsFor: (user: string) => ToolsFor;
  /** The model that leads, where one is set. */
  readonly assistant: Assistant | undefined;
}

/** A sentence in a conversation. */
interface Saying {
  readonly user: string;
  readonly text: string;
  readonly id: string;
  readonly key: string;
}

/** What a sentence asks for here and now. The rules only read; the model may have acted. */
export type Decide = (memory: Memory, saying: Saying, around: Around) => Promise<Led>;

/** Decides one turn, again after a lost race; the model is asked only once in all that. */
export function decider(ports: DeciderPorts): Decide {
  const { newId, understand, toolsFor, assistant, waitClock } = ports;
  let asked: ReturnType<Assistant> | undefined;
  return async (memory, { user, text, id, key }, around) => {
    const meaning = meaningOf({ asked: memory.asked, said: text, around, understand });
    const byOurRules = async (): Promise<Plan> =>
      meaning.kind === "plan"
        ? meaning.plan
        : planned(meaning.command, memory, around, {
            tools: toolsFor(user)(newId()),
            clock: waitClock,
          });
    const isAnswer = meaning.kind === "plan" && memory.asked !== null;
    if (!assistant || isAnswer) return byRules(await byOurRules());
    // The turn's own key: of another turn with this number the model would do other things.
    asked ??= assistant(text, memory, toolsFor(user)(`chat-${id}-${key}`), around);
    const led = await asked;
    if ("plan" in led) return led;
    const plan = await byOurRules();
    return byRules({ ...plan, reply: `${led.excuse}\n${plan.reply}`.trim() });
  };
}

const byRules = (plan: Plan): Led => ({ plan, actions: [], engine: "rules" });

async function planned(
  command: Command,
  memory: Memory,
  around: Around,
  { tools, clock }: { readonly tools: ReturnType<ToolsFor>; readonly clock: Clock },
): Promise<Plan> {
  if (command.parsed.question) {
    return decide(command, { subjects: [], gone: [], total: 0 }, around);
  }
  const lookup = lookupOf(command, memory);
  if ("steps" in lookup) return lookup;
  const isAsking = command.parsed.intent === "list" || command.parsed.intent === "search";
  const note = isAsking ? await freshDates(lookup, memory, { tools, clock }, around) : "";
  const plan = decide(command, await find(lookup, tools, around), around);
  if (plan.steps.length === 0 && plan.reply === "") return say(texts.unknown);
  return note === "" ? plan : { ...plan, reply: `${plan.reply}\n${note}` };
}
