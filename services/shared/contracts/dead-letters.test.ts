import { expect, test } from "vitest";
import { deadLetters } from "./dead-letters.ts";

const original = { id: "ada:1", type: "task.created", data: {} };

test("the runtime's own letter is adopted with what it says", () => {
  const time = "2026-01-05T08:00:00Z";
  expect(deadLetters.adopt?.({ ...original, time })).toMatchObject({
    original: { id: "ada:1" },
    error: { name: "Undelivered" },
    consumer: "unknown",
    attempts: 1,
    first_seen: time,
  });
});

test.each([undefined, "soon", 7, null])("a letter with the time %j is a letter still", (time) => {
  const letter = deadLetters.adopt?.({ ...original, time });
  expect(deadLetters.parse(letter)).toMatchObject({ first_seen: "1970-01-01T00:00:00.000Z" });
});

test("a letter is the same for the same event and consumer", () => {
  const letter = deadLetters.parse({
    original,
    error: { name: "Error", message: "no" },
    attempts: 6,
    consumer: "chat",
    first_seen: "2026-01-05T08:00:00Z",
  });
  expect(deadLetters.attributes(letter)).toMatchObject({ id: "chat:ada:1", subject: "chat" });
});
