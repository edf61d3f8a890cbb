import { describe, expect, test } from "vitest";
import { knowing } from "../testing/parsed.ts";
import { meaningOf } from "./answers.ts";
import type { Asked } from "./memory.ts";
import { nothing, step } from "./plan.ts";

const nowMs = Date.parse("2026-01-05T08:00:00Z");
const around = { nowMs, timezone: "UTC" };
const at = "2026-01-05T07:59:00.000Z";

const understand = knowing({
  yes: { intent: "confirm" },
  no: { intent: "refuse" },
  "2": { intent: "choose", target: { kind: "position", positions: [2] } },
  "9": { intent: "choose", target: { kind: "position", positions: [9] } },
  last: { intent: "choose", target: { kind: "position", positions: [-1] } },
  both: { intent: "choose", target: { kind: "all", filter: {} } },
  "this and the following ones": { intent: "choose", scope: "following" },
  mum: { intent: "create", title: "mum" },
  tea: { intent: "create", title: "tea" },
  "add mum": { intent: "create", title: "mum" },
  "list tomorrow": { intent: "list" },
  "move it": { intent: "reschedule", question: { text: "To when?", choices: [] } },
  "move it friday": { intent: "reschedule" },
  friday: { intent: "list" },
  "complete call": { intent: "complete", target: { kind: "words", text: "call" } },
});

const saying = (
  said: string,
  asked: Asked["open"] | null,
  choices: readonly string[] = [],
  until = "2026-01-05T08:10:00.000Z",
) =>
  meaningOf({
    asked: asked && { text: "?", choices: [...choices], open: asked, until },
    said,
    around,
    understand,
  });

const steps = (title: string) => [step("complete_task", title, { id: title })];
const options: Asked["open"] = {
  kind: "options",
  options: [
    { label: "yes", answers: ["sure thing"], steps: steps("yes"), reply: "" },
    { label: "all of it", answers: [], scope: "following", steps: steps("all"), reply: "" },
    nothing,
  ],
};
const which: Asked["open"] = {
  kind: "which",
  said: "complete call",
  at,
  things: [
    { kind: "task", id: "t1", title: "Call mum" },
    { kind: "task", id: "t2", title: "Call dad" },
  ],
};

describe("one of some ways to go on is named", () => {
  test.each([
    ["yes", "yes"],
    ["Sure thing!", "yes"],
    ["2", "all"],
    ["this and the following ones", "all"],
  ])("by “%s”", (said, title) => {
    expect(saying(said, options)).toMatchObject({ plan: { steps: [{ title }] } });
  });

  test("by “no”, and nothing happens", () => {
    expect(saying("no", options)).toMatchObject({ plan: { steps: [], reply: nothing.reply } });
  });

  test("by a number that is not there, and the question stays", () => {
    expect(saying("9", options)).toMatchObject({ plan: { steps: [], asked: { open: options } } });
  });
});

describe("one of several that fit is named", () => {
  const chosen = (said: string) => {
    const meaning = saying(said, which);
    return meaning.kind === "command" ? meaning.command.chosen?.map(({ id }) => id) : "asked again";
  };

  test.each([
    ["2", ["t2"]],
    ["last", ["t2"]],
    ["mum", ["t1"]],
    ["both", ["t1", "t2"]],
    ["9", "asked again"],
    ["yes", "asked again"],
    ["tea", "asked again"],
  ])("by “%s”", (said, ids) => {
    expect(chosen(said)).toEqual(ids);
  });

  test("and the first sentence is meant as of when it was said", () => {
    expect(saying("2", which)).toMatchObject({
      command: { said: "complete call", at, parsed: { intent: "complete" } },
    });
  });

  test.each(["add mum", "list tomorrow"])("but not by another command: %s", (said) => {
    expect(saying(said, which)).toMatchObject({ kind: "command", command: { said } });
  });
});

describe("what was asked back", () => {
  const more: Asked["open"] = { kind: "more", said: "move it", at };

  test("completes the first sentence", () => {
    expect(saying("friday", more)).toMatchObject({ command: { said: "move it friday", at } });
  });

  test("may be answered by one of the choices, or its end", () => {
    const choices = ["move it friday", "move it tomorrow"];
    expect(saying("Friday", more, choices)).toMatchObject({ command: { said: "move it friday" } });
  });

  test("lets a sentence of its own pass", () => {
    expect(saying("list tomorrow", more)).toMatchObject({ command: { said: "list tomorrow" } });
  });

  test("is asked again after what does not help", () => {
    expect(saying("yes", more)).toMatchObject({ plan: { asked: { open: more } } });
  });
});

describe("a question that is too old", () => {
  const late = (said: string, asked: Asked["open"]) => saying(said, asked, [], at);

  test.each([
    ["yes", options],
    ["all of it", options],
    ["2", which],
  ] as const)("is not answered by “%s”, which is explained", (said, asked) => {
    expect(late(said, asked)).toMatchObject({
      plan: { steps: [], reply: expect.stringContaining("10 minutes old") },
    });
  });

  test.each(["mum", "tea"])("does not stop a new command: %s", (said) => {
    expect(late(said, which)).toMatchObject({ kind: "command", command: { said } });
  });
});

test("a position without a question is one of the list that was shown", () => {
  expect(saying("2", null)).toMatchObject({ kind: "command", command: { said: "2" } });
});

test("“yes” without a question is explained", () => {
  expect(saying("yes", null)).toMatchObject({ kind: "plan", plan: { steps: [] } });
});
