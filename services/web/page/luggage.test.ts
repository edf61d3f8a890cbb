import { expect, test } from "vitest";
import { luggageIn } from "./luggage.ts";

test("a stored list is read again, with what is in it", () => {
  const content = { version: 1, tasks: [{ title: "Tea" }], recurring_tasks: [] };
  const text = JSON.stringify({ from: "g1", email: "ann@example.com", list: { content } });
  expect(luggageIn(text)).toEqual({
    from: "g1",
    email: "ann@example.com",
    list: { content, count: { tasks: 1, repeating: 0 } },
  });
});

test.each(["", "{", "null", '{"from":"g1"}', '{"from":"g1","email":"a@b.c","list":{}}'])(
  "%j holds no list",
  (text) => {
    expect(luggageIn(text)).toBeUndefined();
  },
);
