import { expect, test } from "vitest";
import { chatQuery, chatRequest } from "./chat.ts";

test.each([chatRequest, chatQuery])("a conversation that cannot be is told in words", (schema) => {
  const { error } = schema.safeParse({ text: "tea", conversation_id: "../../etc" });
  const told = error?.issues.find(({ path }) => path[0] === "conversation_id");
  expect(told?.message).toBe("must be an id as an answer of ours has named it");
});
