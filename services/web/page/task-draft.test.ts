import { expect, test } from "vitest";
import { differences, draftOf, tagsIn } from "./task-draft.ts";
import { aTask } from "./testing/a-task.ts";

const task = aTask({ tags: ["home"], due_date: "2026-01-05" });
const draft = draftOf(task);

test("a form in which nothing was changed sends nothing", () => {
  expect(differences(task, draft, "Europe/Berlin")).toBeUndefined();
});

test("only what was changed is sent", () => {
  expect(differences(task, { ...draft, title: "Rest" }, "Europe/Berlin")).toEqual({
    title: "Rest",
  });
});

test("a time is sent in the person's zone, a day alone without one", () => {
  expect(differences(task, { ...draft, time: "09:30" }, "Europe/Berlin")).toEqual({
    due_date: "2026-01-05T09:30:00",
    timezone: "Europe/Berlin",
  });
  expect(differences(task, { ...draft, day: "2026-01-06" }, "Europe/Berlin")).toEqual({
    due_date: "2026-01-06",
  });
});

test("an emptied day takes the due date away", () => {
  expect(differences(task, { ...draft, day: "" }, "Europe/Berlin")).toEqual({ due_date: null });
});

test("tags are divided by commas, each once, with or without the sign", () => {
  expect(tagsIn("health, #phone,, Health , #")).toEqual(["health", "phone"]);
});
