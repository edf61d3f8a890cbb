import type { Clock } from "../../shared/kit/clock.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import {
  type AgentAction,
  type GuardedTools,
  guardedTools,
  type PendingCall,
  toolCallsMax,
} from "./guarded-tools.ts";
import { instructions } from "./instructions.ts";
import { ModelTrouble, type TroubleReason, troubleOf } from "./model-trouble.ts";
import { agentsSdk, asMcpServer } from "./sdk.ts";
import type { AgentSettings } from "./settings.ts";

/** What was said before, oldest first. */
export interface Said {
  readonly by: "person" | "assistant";
  readonly text: string;
}

export interface AgentTurn {
  readonly text: string;
  readonly conversation: readonly Said[];
  /** Where the person is. */
  readonly timezone: string;
  readonly toolbox: Toolbox;
  readonly settings: AgentSettings;
  /** Ends the turn when its time is up. */
  readonly clock: Clock;
  /** @default the clock's present; another one where a person's time was moved */
  readonly nowMs?: number;
}

export type AgentOutcome =
  | {
      readonly kind: "answered";
      readonly reply: string;
      readonly actions: readonly AgentAction[];
      /** What the person has to confirm before it is done. */
      readonly pending: readonly PendingCall[];
    }
  | {
      readonly kind: "failed";
      readonly reason: TroubleReason;
      /** For the log; it names no key and nothing that the person wrote. */
      readonly detail: string;
      /** What was done before it failed: it stays done, and must not be done again. */
      readonly actions: readonly AgentAction[];
    };

/** A person waits for the whole turn, however many calls the model makes in it. */
export const turnMsMax = 10_000;
/** Each call is a round, and one more says what was done. */
const roundsMax = toolCallsMax + 1;
/** What is asked about lies in the last few sentences. */
const saidMax = 20;
/** Beyond this nobody reads. */
const replyMax = 4_000;

/**
 * Lets a language model lead one turn of a conversation, with the typed tools and nothing else.
 * Rejects with what a tool fails of (RetryableError, TerminalError); every trouble with the model
 * is an outcome, so that the caller can answer by itself.
 */
export async function agentAnswer(turn: AgentTurn): Promise<AgentOutcome> {
  const ended = new AbortController();
  const guarded = guardedTools(turn.toolbox, ended);
  const outOfTime = turn.clock.sleep(turnMsMax).then(() => {
    throw new ModelTrouble("timeout", `no answer in ${turnMsMax} ms`);
  });
  try {
    const reply = await Promise.race([replyOf(turn, guarded, ended.signal), outOfTime]);
    if (guarded.failure !== undefined) throw guarded.failure;
    return { kind: "answered", reply, actions: guarded.actions, pending: guarded.pending };
  } catch (thrown) {
    // First nothing more begins, then what has begun ends: only then is it known what was done.
    ended.abort(thrown);
    await guarded.settled();
    if (guarded.failure !== undefined) throw guarded.failure;
    const { reason, message } = troubleOf(thrown);
    return { kind: "failed", reason, detail: message, actions: guarded.actions };
  }
}

async function replyOf(
  { text, conversation, timezone, settings, clock, nowMs = clock.now() }: AgentTurn,
  guarded: GuardedTools,
  signal: AbortSignal,
): Promise<string> {
  const sdk = await agentsSdk();
  const client = new sdk.OpenAI({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? null,
    // Our own engine answers sooner than a server that is in trouble.
    maxRetries: 0,
    // What people write goes to the server that the operator chose, and is not sent on.
    fetchOptions: { redirect: "error" },
    logLevel: "off",
  });
  const agent = new sdk.Agent({
    name: "nudge",
    instructions: instructions(nowMs, timezone),
    model: new sdk.OpenAIChatCompletionsModel(client, settings.model),
    mcpServers: [asMcpServer(guarded)],
  });
  const runner = new sdk.Runner({
    tracingDisabled: true,
    // One after the other, so that a repeated turn numbers its changes alike.
    toolExecution: { maxFunctionToolConcurrency: 1 },
    toolNotFoundBehavior: "return_error_to_model",
  });
  const before = conversation
    .slice(-saidMax)
    .map((said) => (said.by === "person" ? sdk.user(said.text) : sdk.assistant(said.text)));
  const result = await runner.run(agent, [...before, sdk.user(text)], {
    maxTurns: roundsMax,
    signal,
  });
  const reply = readable(result.finalOutput ?? "");
  if (reply === "") throw new ModelTrouble("malformed", "the answer has no words");
  return reply;
}

/** Controls, which no store keeps, and direction overrides, by which a text shows as another. */
const tricks = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

function readable(said: string): string {
  const text = said.toWellFormed().replaceAll(tricks, "").trim();
  return text.length > replyMax ? `${text.slice(0, replyMax).toWellFormed()}…` : text;
}
