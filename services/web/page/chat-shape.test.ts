import { expect, test } from "vitest";
import { conversationIn } from "./chat-shape.ts";

const at = "2026-01-05T12:00:00.000Z";

test("a conversation has what was said, and the ways to answer", () => {
  const answer = {
    conversation_id: "c1",
    messages: [
      { id: "1", from: "person", text: "delete milk", at },
      { id: "2", from: "bot", text: "Sure?", at, question: { text: "Sure?", choices: ["yes", 7] } },
    ],
  };

  expect(conversationIn(answer)).toEqual({
    id: "c1",
    said: [
      { id: "1", from: "person", text: "delete milk", at, choices: [] },
      { id: "2", from: "bot", text: "Sure?", at, choices: ["yes"] },
    ],
  });
});

test("before the first word there is nothing, and what cannot be read is left out", () => {
  expect(conversationIn({ conversation_id: null, messages: [] })).toEqual({
    id: undefined,
    said: [],
  });
  expect(conversationIn({ conversation_id: "c1", messages: [{ text: "no id" }, 3] }).said).toEqual(
    [],
  );
  expect(conversationIn(undefined).said).toEqual([]);
});
