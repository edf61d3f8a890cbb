import { createHash } from "node:crypto";
import type { ChatAnswer } from "../../shared/contracts/api/chat.ts";
import { isoNow } from "../../shared/kit/clock.ts";
import { messageOf, RetryableError } from "../../shared/kit/errors.ts";
import type { Log } from "../../shared/kit/log.ts";
import { invalid, Problem } from "../../shared/kit/problem.ts";
import { carryOut } from "./carry-out.ts";
import type { Conversations } from "./conversations.ts";
import { type DeciderPorts, decider } from "./decider.ts";
import type { Memory, Running } from "./memory.ts";
import { answered } from "./remembered.ts";

/** One sentence of a person. */
export interface Turn {
  readonly user: string;
  readonly text: string;
  readonly timezone: string | undefined;
  /** Undefined begins a new one. */
  readonly conversation: string | undefined;
  /** The same when the turn is repeated. */
  readonly key: string | undefined;
}

export interface TurnPorts extends DeciderPorts {
  readonly conversations: Conversations;
  readonly log: Log;
}

/** A turn takes two rounds, and each lost one was another's: so ten at once all come through. */
const roundsMax = 32;
/** After a lost round others get a breath, and a store that does not answer too. */
const pauseMs = 10;
/** 128 bits: two keys do not begin the same conversation. */
const idLength = 22;

/**
 * Answers one sentence. What it changes is written down before it is done, under ids that follow
 * from the turn: whoever finds a turn half done finishes it, and nothing happens twice. Throws
 * `not_found` for a conversation that is not the person's; RetryableError leaves all repeatable.
 */
export async function takeTurn(turn: Turn, ports: TurnPorts): Promise<ChatAnswer> {
  const { conversations, newId, clock } = ports;
  const { user, text } = turn;
  const deciding = decider(ports);
  const id = turn.conversation ?? (turn.key === undefined ? newId() : idOf(turn.key));
  let key = turn.key ?? newId();
  for (let round = 0; round < roundsMax; round++) {
    // 1. What is known; a turn that was answered is answered again.
    const before = await conversations.read(user, id);
    const { memory } = before;
    if (before.etag === undefined && turn.conversation !== undefined) throw unknownConversation();
    const known = answeredBefore(memory, key, text);
    if (known) {
      await noted(user, id, ports);
      return known;
    }
    // 2. A turn that is half done is finished first, ours or not.
    if (memory.running) {
      if (turn.key === undefined && memory.running.text === text) key = memory.running.key;
      const after = await finished(id, user, memory, memory.running, ports);
      if (!(await conversations.keep(user, id, before, after))) await clock.sleep(pauseMs * round);
      continue;
    }
    // 3. Decide, and write down what will be done.
    const at = isoNow(clock);
    const timezone = turn.timezone ?? memory.timezone;
    const around = { nowMs: Date.parse(at), timezone };
    const { plan, actions, engine } = await deciding(memory, { ...turn, id, key }, around);
    const { reply, steps } = plan;
    const running: Running = { key, text, at, timezone, engine, reply, steps: [...steps] };
    const after =
      steps.length > 0
        ? { ...memory, running }
        : answered(
            id,
            memory,
            running,
            actions.map((action) => ({ text: "", action })),
            plan,
          );
    // 4. The next round finishes the turn, or finds its answer.
    if (!(await conversations.keep(user, id, before, after))) await clock.sleep(pauseMs * round);
  }
  throw new RetryableError("too many turns at once in one conversation");
}

/** Not worth a refusal of what was done: the next turn notes it. */
async function noted(user: string, id: string, { conversations, log }: TurnPorts): Promise<void> {
  await conversations.note(user, id).catch((thrown: unknown) => {
    log.warn("chat.latest-unknown", { user, conversation: id, error: messageOf(thrown) });
  });
}

const idOf = (key: string): string =>
  createHash("sha256").update(key).digest("base64url").slice(0, idLength);

/** A conversation that nobody knows, or that belongs to somebody else: nobody learns which. */
export const unknownConversation = (): Problem =>
  new Problem("not_found", {
    detail: "conversation_id: there is no such conversation; leave it out to begin a new one",
  });

function answeredBefore({ answers }: Memory, key: string, text: string): ChatAnswer | undefined {
  const known = answers.find((one) => one.key === key);
  if (!known || known.text === text) return known?.answer;
  throw invalid("Idempotency-Key", "was used for another text; take a new one");
}

/** The memory after all steps of a turn that was written down. */
async function finished(
  id: string,
  user: string,
  memory: Memory,
  running: Running,
  { toolsFor, log, clock }: TurnPorts,
): Promise<Memory> {
  // The moment of the turn, not of its repetition: an answer does not depend on who finishes it.
  const telling = { nowMs: Date.parse(running.at), timezone: running.timezone, said: running.text };
  const turnId = `chat-${id}-${memory.turn + 1}`;
  const outcomes = await carryOut(running.steps, turnId, telling, { tools: toolsFor(user), log });
  log.info("chat.turn-done", {
    user,
    turn: turnId,
    steps: outcomes.length,
    late_ms: clock.now() - telling.nowMs,
  });
  return answered(id, memory, running, outcomes);
}
