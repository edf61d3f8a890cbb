import { describe, expect, test } from "vitest";
import { aChat } from "./testing/a-chat.ts";
import { ask, away } from "./testing/a-world.ts";
import { knowing } from "./testing/parsed.ts";

const words = (text: string) => ({ kind: "words" as const, text });

const sentences = knowing({
  "add tea": { intent: "create", title: "Tea" },
  "add coffee": { intent: "create", title: "Coffee" },
  "tea is done": { intent: "complete", target: words("tea") },
  "delete tea": { intent: "delete", target: words("tea") },
  "delete everything": { intent: "delete", target: { kind: "all", filter: {} } },
  yes: { intent: "confirm" },
  list: { intent: "list" },
  "call mum at ten": {
    intent: "create",
    title: "Call mum",
    due: { local: "2026-01-05T10:00:00", at: "2026-01-05T10:00:00Z", all_day: false },
    reminders: [{ minutes_before: 15 }],
  },
  done: { intent: "complete", target: { kind: "it" } },
  snooze: { intent: "snooze", change: { snooze: { minutes: 15 } } },
  dismiss: { intent: "dismiss" },
});

const key = (name: string) => ({ "idempotency-key": name });
const titles = (tasks: readonly { title: string }[]) => tasks.map(({ title }) => title);

describe("a turn that is repeated", () => {
  test("with its key is answered again and does nothing again, also when it began the talk", async () => {
    const chat = await aChat(sentences);
    const post = () => ask(chat.first, "POST", "/chat", { text: "add tea" }, key("k1"));

    const [one, two] = [await post(), await post()];

    expect(two).toEqual(one);
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  });

  test("with its key but another text is refused", async () => {
    const chat = await aChat(sentences);
    await ask(chat.first, "POST", "/chat", { text: "add tea" }, key("k1"));

    const answer = await ask(chat.first, "POST", "/chat", { text: "add coffee" }, key("k1"));

    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "Idempotency-Key" }] } });
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  });

  test("after the answer was lost between the tool and the state does nothing twice", async () => {
    const chat = await aChat(sentences);
    const { conversation_id } = await chat.say("list");
    // The write that would end the turn fails, as if the process had died before it.
    let writes = 0;
    chat.outage(({ path, body }) =>
      path.endsWith("/state/statestore") && body.includes("conversation:") && ++writes > 1
        ? { status: 500, headers: {}, body: "away" }
        : undefined,
    );
    const body = { text: "add tea", conversation_id };
    expect((await ask(chat.first, "POST", "/chat", body)).status).toBe(503);
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
    chat.outage(undefined);

    const replica = await chat.replica("r2");
    const answer = await ask(replica, "POST", "/chat", body);

    expect(answer).toMatchObject({ status: 200, body: { actions: [{ tool: "create_task" }] } });
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  });

  test("after the task service was away is done once", async () => {
    const chat = await aChat(sentences);
    const { conversation_id } = await chat.say("list");
    chat.outage(({ path, method }) =>
      path.includes("/invoke/task/") && method !== "GET" ? away : undefined,
    );
    const body = { text: "add tea", conversation_id };
    expect(await ask(chat.first, "POST", "/chat", body)).toMatchObject({
      status: 503,
      body: { code: "unavailable" },
    });
    chat.outage(undefined);

    expect((await ask(chat.first, "POST", "/chat", body)).status).toBe(200);
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  });

  test("is finished by the next one when nobody repeats it", async () => {
    const chat = await aChat(sentences);
    await chat.say("list");
    chat.outage(({ path, method }) =>
      path.includes("/invoke/task/") && method !== "GET" ? away : undefined,
    );
    await expect(chat.say("add tea")).rejects.toThrow("unavailable");
    chat.outage(undefined);

    const { reply } = await chat.say("list");

    expect(reply).toBe("1 open task:\n1. Tea");
    expect((await chat.messages()).map(({ text }) => text)).toContain("Added “Tea”.");
  });
});

test("a step that can never be done is told, and does not hold up the conversation", async () => {
  const chat = await aChat(sentences);
  await chat.say("list");
  chat.outage(({ path, method }) =>
    path.includes("/invoke/task/") && method === "POST"
      ? { status: 200, headers: {}, body: '{"no":"task"}' }
      : undefined,
  );
  const { reply, actions } = await chat.say("add tea");
  chat.outage(undefined);

  expect(reply).toBe("I could not do that for “Tea”: something went wrong on our side.");
  expect(actions).toEqual([]);
  expect(chat.log.lines).toContainEqual(expect.objectContaining({ event: "chat.step-failed" }));
  expect((await chat.say("add coffee")).reply).toBe("Added “Coffee”.");
});

test("nothing was said before the first word", async () => {
  const { first } = await aChat(sentences);

  expect(await ask(first, "GET", "/chat")).toEqual({
    status: 200,
    body: { conversation_id: null, messages: [] },
  });
});

test("two replicas in one conversation do each turn once, one after the other", async () => {
  const chat = await aChat(sentences);
  const { conversation_id } = await chat.say("list");
  const second = await chat.replica("r2");
  const post = (service: typeof second, text: string) =>
    ask(service, "POST", "/chat", { text, conversation_id });

  const answers = await Promise.all([
    post(chat.first, "add tea"),
    post(second, "add coffee"),
    post(second, "list"),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(titles(await chat.tasksNow())).toEqual(["Coffee", "Tea"]);
  const messages = await chat.messages();
  expect(messages.filter(({ from }) => from === "person")).toHaveLength(4);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(8);
});

test("ten turns at once in one conversation all come through", async () => {
  const chat = await aChat(sentences);
  const { conversation_id } = await chat.say("list");
  const second = await chat.replica("r2");
  const posts = Array.from({ length: 10 }, (_, i) =>
    ask(
      i % 2 === 0 ? chat.first : second,
      "POST",
      "/chat",
      { text: "add tea", conversation_id },
      key(`k${i}`),
    ),
  );

  expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await chat.tasksNow()).toHaveLength(10);
});

test("one key at two replicas at once is one turn", async () => {
  const chat = await aChat(sentences);
  const second = await chat.replica("r2");
  const post = (service: typeof second) =>
    ask(service, "POST", "/chat", { text: "add tea" }, key("k1"));

  const [one, two] = await Promise.all([post(chat.first), post(second)]);

  expect(one?.status).toBe(200);
  expect(two).toEqual(one);
  expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
});

describe("a question", () => {
  test("before something is deleted holds until it is answered", async () => {
    const chat = await aChat(sentences);
    await chat.say("add tea");

    const asked = await chat.say("delete tea");
    expect(asked.question).toEqual({ text: "Delete “Tea”? (yes or no)", choices: ["yes", "no"] });
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);

    await chat.say("yes");
    expect(titles(await chat.tasksNow())).toEqual([]);
  });

  test("older than 10 minutes is not answered any more", async () => {
    const chat = await aChat(sentences);
    await chat.say("add tea");
    await chat.say("delete tea");
    await chat.clock.advance(10 * 60_000);

    const { reply, actions } = await chat.say("yes");

    expect(reply).toContain("more than 10 minutes old");
    expect(actions).toEqual([]);
    expect(titles(await chat.tasksNow())).toEqual(["Tea"]);
  });

  test("that nobody asked is no reason to do anything", async () => {
    const chat = await aChat(sentences);

    expect((await chat.say("yes")).reply).toContain("I have not asked anything");
  });
});

describe("a reminder whose moment has come", () => {
  const aReminder = async () => {
    const chat = await aChat(sentences);
    await chat.say("call mum at ten");
    await chat.say("add tea");
    const task = (await chat.tasksNow()).find(({ title }) => title === "Call mum");
    if (!task) throw new Error("there is no task");
    return { chat, fired: await chat.fires(task) };
  };
  const last = async (chat: Awaited<ReturnType<typeof aChat>>) => (await chat.messages()).at(-1);

  test("is told without being asked, with the ways to answer", async () => {
    const { chat, fired } = await aReminder();

    expect(await fired.deliver()).toEqual({ status: "SUCCESS" });

    expect(await last(chat)).toMatchObject({
      from: "bot",
      text: "Reminder: Call mum in 15 minutes",
      question: { choices: ["done", "snooze it 15 minutes", "dismiss it"] },
    });
  });

  test("delivered twice, also to another replica and in another conversation, is told once", async () => {
    const { chat, fired } = await aReminder();
    await fired.deliver();
    await ask(chat.first, "POST", "/chat", { text: "list" });

    expect(await fired.deliver(await chat.replica("r2"))).toEqual({ status: "SUCCESS" });

    const all = [...chat.store.values()].map(([, value]) => JSON.stringify(value)).join();
    expect(all.match(/"text":"Reminder: Call mum in 15 minutes","at"/g)).toHaveLength(1);
    expect(chat.store.values().get("latest:ada")).toMatchObject({ placed: [{ event: "ada:3" }] });
  });

  test("is what “done” is about", async () => {
    const { chat, fired } = await aReminder();
    await fired.deliver();

    expect((await chat.say("done")).reply).toBe("Done: “Call mum”.");
  });

  test("is what “snooze” is about", async () => {
    const { chat, fired } = await aReminder();
    await fired.deliver();

    expect((await chat.say("snooze")).reply).toBe(
      "I'll remind you of “Call mum” again today at 10:00.",
    );
  });

  test("can be dismissed, and the task stays", async () => {
    const { chat, fired } = await aReminder();
    await fired.deliver();

    expect((await chat.say("dismiss")).reply).toBe("All right. “Call mum” stays open.");
    expect(titles(await chat.tasksNow())).toEqual(["Call mum", "Tea"]);
  });

  test("begins a conversation with a person who has none", async () => {
    const chat = await aChat(sentences);
    const made = { title: "Tea", reminders: [{ at: "2026-01-05T09:00:00Z" }] };
    await ask(chat.tasks, "POST", "/tasks", made);
    const [task] = await chat.tasksNow();
    if (!task) throw new Error("there is no task");

    await (await chat.fires(task)).deliver();

    expect(await last(chat)).toMatchObject({ text: "Reminder: Tea" });
  });
});

describe("a request that cannot be", () => {
  const refused = async (body: unknown) =>
    ask((await aChat(sentences)).first, "POST", "/chat", body);

  test.each([
    ["text", { text: "x".repeat(501) }],
    ["text", { text: " ".repeat(2_000) }],
    ["text", { text: " \n " }],
    ["text", {}],
    ["timezone", { text: "list", timezone: "../../etc" }],
    ["timezone", { text: "list", timezone: "UTC+25" }],
    ["conversation_id", { text: "list", conversation_id: "a:b" }],
    ["user_id", { text: "list", user_id: "eve" }],
  ])("is refused naming %s", async (field, body) => {
    expect(await refused(body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  test("about another person's conversation is not found", async () => {
    const chat = await aChat(sentences);
    const { conversation_id } = await chat.say("list");
    const eve = { "nudge-user-id": "eve" };

    const said = await ask(chat.first, "POST", "/chat", { text: "list", conversation_id }, eve);
    const read = await ask(
      chat.first,
      "GET",
      `/chat?conversation_id=${conversation_id}`,
      undefined,
      eve,
    );

    expect([said.status, read.status]).toEqual([404, 404]);
  });

  test("without a person is refused", async () => {
    const chat = await aChat(sentences);
    const nobody = { "nudge-user-id": "a:b" };

    expect((await ask(chat.first, "GET", "/chat", undefined, nobody)).status).toBe(403);
  });
});
