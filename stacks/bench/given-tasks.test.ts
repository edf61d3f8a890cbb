import { expect, it } from "vitest";
import { newTask } from "../../services/shared/contracts/api/tasks.ts";
import { givenTask, rareWord } from "./given-tasks.ts";

const thousand = Array.from({ length: 1_000 }, (_, index) => givenTask(index));

it("every given task is one that the API takes", () => {
  for (const given of thousand) expect(newTask.safeParse(given).success).toBe(true);
});

it("no two titles are alike, and a number always gives the same task", () => {
  expect(new Set(thousand.map(({ title }) => title)).size).toBe(1_000);
  expect(givenTask(7)).toEqual(thousand[7]);
});

it("about one in a hundred has the rare word", () => {
  const rare = thousand.filter(({ description }) => description.includes(rareWord));
  expect(rare.length).toBe(11);
});
