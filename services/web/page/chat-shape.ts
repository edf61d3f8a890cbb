import type { ChatMessage } from "../../shared/contracts/api/chat.ts";
import { listIn, memberOf, textIn } from "./problem.ts";

/** One thing said, as far as the page shows it. */
export interface Said extends Pick<ChatMessage, "id" | "from" | "text" | "at"> {
  /** Ways to answer, ready to be sent back. */
  readonly choices: readonly string[];
}

/** A conversation as the server keeps it. */
export interface Conversation {
  readonly id: string | undefined;
  readonly said: readonly Said[];
}

/** The conversation in an answer to `GET /api/chat`. */
export const conversationIn = (answer: unknown): Conversation => ({
  id: textIn(answer, "conversation_id"),
  said: listIn(answer, "messages").flatMap((message) => saidIn(message) ?? []),
});

function saidIn(message: unknown): Said | undefined {
  const [id, text, at] = [textIn(message, "id"), textIn(message, "text"), textIn(message, "at")];
  if (id === undefined || text === undefined || at === undefined) return undefined;
  const from = textIn(message, "from") === "person" ? "person" : "bot";
  return { id, from, text, at, choices: choicesIn(message) };
}

/** The ways to answer the question of a message or an answer. */
export const choicesIn = (message: unknown): readonly string[] =>
  listIn(memberOf(message, "question"), "choices").filter((choice) => typeof choice === "string");
