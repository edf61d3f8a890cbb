import { expect, test } from "vitest";
import { begin, type Toast, toast } from "./toast.ts";

const completed: Toast = { kind: "undoable", text: "Completed." };
const deleted: Toast = { kind: "undoable", text: "Deleted." };
const refused: Toast = { kind: "refused", text: "This task is gone." };

test("the offer for a command goes when the next one begins", () => {
  begin()(completed);
  expect(toast.value).toEqual(completed);
  begin();
  expect(toast.value).toBeUndefined();
});

test("an answer that comes late does not offer what would take back a later command", () => {
  const [first, second] = [begin(), begin()];
  first(completed);
  expect(toast.value).toBeUndefined();
  second(deleted);
  first(completed);
  expect(toast.value).toEqual(deleted);
});

test("a refusal is said however late it comes", () => {
  const [first, second] = [begin(), begin()];
  second(deleted);
  first(refused);
  expect(toast.value).toEqual(refused);
});
