import type { ChatAction, ChatAnswer, ChatMessage } from "../../shared/contracts/api/chat.ts";
import { type Memory, questionMs, type Running } from "./memory.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";

/** The memory in which a turn is answered. */
export function answered(
  id: string,
  memory: Memory,
  { key, text, at, timezone, engine, reply }: Running,
  outcomes: readonly Outcome[],
  { asked, points = {} }: Pick<Plan, "asked" | "points"> = {},
): Memory {
  const turn = memory.turn + 1;
  const said = [reply, ...outcomes.map((one) => one.text)].filter((one) => one !== "").join("\n");
  const actions = outcomes.flatMap(({ action }): ChatAction[] => (action ? [action] : []));
  const question = asked ? { question: { text: asked.text, choices: asked.choices } } : {};
  const answer: ChatAnswer = { conversation_id: id, reply: said, actions, ...question, engine };
  const messages: ChatMessage[] = [
    { id: `${turn}-person`, from: "person", text, at },
    { id: `${turn}-bot`, from: "bot", text: said, at, actions, ...question },
  ];
  const until = new Date(Date.parse(at) + questionMs).toISOString();
  const it = outcomes.findLast((one) => one.it !== undefined)?.it;
  return {
    ...memory,
    ...points,
    ...(it === undefined ? {} : { it }),
    turn,
    timezone,
    messages: [...memory.messages, ...messages],
    asked: asked ? { ...asked, until } : null,
    running: null,
    answers: [...memory.answers, { key, text, answer }],
  };
}
