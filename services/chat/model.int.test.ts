import { afterEach, expect, test } from "vitest";
import { systemClock } from "../shared/kit/clock.ts";
import { aModel, type Saying } from "./agent/testing/a-model.ts";
import { parse } from "./language/parse.ts";
import { aChat } from "./testing/a-chat.ts";
import { ask } from "./testing/a-world.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A chat that is led by a model that says this, round by round. */
async function led(...rounds: readonly Saying[]) {
  const model = await aModel((round) => rounds[round - 1] ?? { text: "nothing more" });
  open.push(model.close);
  const { apiKey, baseUrl, model: name } = model.settings;
  const variables = { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name };
  return { model, chat: await aChat(parse, variables, systemClock) };
}

const titles = (tasks: readonly { title: string }[]) => tasks.map(({ title }) => title);

test("a model leads, and what it did is told as an action", async () => {
  const { chat } = await led(
    { calls: [{ name: "create_task", input: { title: "Tea" } }] },
    { text: "I made tea." },
  );

  expect(await chat.say("bitte Tee")).toMatchObject({
    reply: "I made tea.",
    engine: "model",
    actions: [{ tool: "create_task", summary: "Added “Tea”." }],
  });
  expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
});

test("what a model wants to delete is asked first, and a “yes” needs no model", async () => {
  const input = { id: "" };
  const { chat, model } = await led({ calls: [{ name: "delete_task", input }] }, { text: "Sure?" });
  await ask(chat.tasks, "POST", "/tasks", { title: "Tea" });
  const [tea] = await chat.tasksNow();
  input.id = tea?.id ?? "";

  const asked = await chat.say("weg mit dem Tee");

  expect(asked).toMatchObject({
    reply: "Sure?\n\nDelete “Tea”\nShall I? (yes or no)",
    question: { choices: ["yes", "no"] },
    actions: [],
  });
  expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  expect(await chat.say("yes")).toMatchObject({
    engine: "rules",
    actions: [{ tool: "delete_task", task_id: tea?.id }],
  });
  expect(titles(await chat.tasksNow())).toEqual([]);
  expect(model.asked).toHaveLength(2);
});

test("a model that does not answer is replaced by our own rules, which say so", async () => {
  const { chat } = await led({ status: 500, body: "{}" });

  expect(await chat.say("add tea")).toMatchObject({
    reply: "The assistant model did not answer, so I did it by my own rules.\nAdded “tea”.",
    engine: "rules",
  });
  expect(titles(await chat.tasksNow())).toEqual(["tea"]);
});

test("what a model did before it failed is told and not done again", async () => {
  const { chat } = await led(
    { calls: [{ name: "create_task", input: { title: "Tea" } }] },
    { status: 500, body: "{}" },
  );

  expect((await chat.say("add tea")).reply).toBe(
    "The assistant model did not finish. This was done, and nothing else:\n- Added “Tea”.",
  );
  expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
});

test("a turn that lost a race does not ask the model again", async () => {
  const { chat, model } = await led(
    { calls: [{ name: "create_task", input: { title: "Tea" } }] },
    { text: "Made." },
  );
  let writes = 0;
  chat.outage(({ path, body }) =>
    path.endsWith("/state/statestore") && body.includes("conversation:") && ++writes === 1
      ? { status: 500, headers: {}, body: "away" }
      : undefined,
  );

  expect((await chat.say("Tee")).reply).toBe("Made.");
  expect(model.asked).toHaveLength(2);
  expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
});
