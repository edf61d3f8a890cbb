import { expect, test } from "vitest";
import { refusalOf, sentence } from "./problem.ts";

test("each refused field keeps its own first message", () => {
  const errors = [
    { field: "title", message: "must not be empty" },
    { field: "tags[2]", message: "must have at most 50 characters" },
    { field: "tags[3]", message: "must not be empty" },
  ];
  expect(refusalOf(422, { detail: "two fields", errors }).fields).toEqual({
    title: "must not be empty",
    tags: "must have at most 50 characters",
  });
});

test("an answer that is no problem document still says something", () => {
  expect(refusalOf(502, undefined).message).toBe("Something went wrong. Try again.");
  expect(refusalOf(503, "<html>").message).toContain("Try again");
});

test("a field's message becomes a sentence", () => {
  expect(sentence("must not be empty", "the title")).toBe("The title must not be empty.");
});

test("the server's name for the reason is kept, for whoever goes on because of it", () => {
  expect(refusalOf(409, { code: "GUEST_HAS_A_LIST", detail: "Export it." })).toMatchObject({
    status: 409,
    message: "Export it.",
    code: "GUEST_HAS_A_LIST",
  });
  expect(refusalOf(502, undefined).code).toBe("");
});
