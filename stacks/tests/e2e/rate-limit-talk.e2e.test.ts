import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, startApplication } from "./application.ts";
import { type Answer, allTasks, asGuest, ask, type Person, problemIn } from "./person.ts";

/** What a person may say in a minute, and what their programs may ask at the MCP door. */
const saidPerMinute = 10;
const messagesPerMinute = 120;
const minuteMs = 60_000;
/** A minute may turn while a person counts; it does not turn twice in a row. */
const triesMax = 3;

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

/** Does something as a new person, within one minute of the clock. */
async function withinAMinute<T>(act: (person: Person) => Promise<T>) {
  for (let attempt = 1; ; attempt++) {
    const person = await asGuest(application.url);
    const minute = Math.floor(Date.now() / minuteMs);
    const done = await act(person);
    if (minute === Math.floor(Date.now() / minuteMs)) return { person, done };
    if (attempt === triesMax) throw new Error("it takes longer than a minute");
  }
}

function expectToWait(answer: Answer | undefined): void {
  if (!answer) throw new Error("nothing was answered");
  expect(problemIn(answer).code).toBe("too_many_requests");
  const seconds = Number(answer.headers.get("retry-after"));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(60);
}

const say = (person: Person, text: string) => person.call("POST", "/api/chat", { text });

test("ten sentences a minute are answered, the next is told how long to wait and does nothing", async () => {
  const { person, done } = await withinAMinute(async (who) => {
    const answers: Answer[] = [];
    for (let i = 0; i < saidPerMinute + 3; i++) answers.push(await say(who, `add task ${i}`));
    return answers;
  });
  const statuses = done.map(({ status }) => status);
  expect(statuses).toEqual([...Array(saidPerMinute).fill(200), 429, 429, 429]);
  expectToWait(done.at(-1));
  expect(await allTasks(person)).toHaveLength(saidPerMinute);
  const other = await asGuest(application.url);
  expect((await say(other, "hello")).status, "the limit is each person's own").toBe(200);
});

test("what is malformed counts as well, and the rest goes on", async () => {
  const { person, done } = await withinAMinute(async (who) => {
    for (let i = 0; i < saidPerMinute; i++) await say(who, "");
    return say(who, "hello");
  });
  expectToWait(done);
  expect((await person.call("GET", "/api/chat")).status).toBe(200);
  expect((await person.call("GET", "/api/tasks")).body).toMatchObject({ total: 0 });
});

test("120 messages a minute pass the MCP door; a batch over it does nothing at all", async () => {
  const send = (person: Person, calls: number) =>
    ask(application.url, "/mcp", {
      method: "POST",
      headers: {
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${person.token}`,
      },
      body: Array.from({ length: calls }, (_, id) => ({
        jsonrpc: "2.0",
        id,
        method: "tools/call",
        params: { name: "create_task", arguments: { title: `Task ${id}` } },
      })),
    });
  const { person, done } = await withinAMinute(async (who) => [
    await send(who, 50),
    await send(who, 50),
    await send(who, 21),
    await send(who, messagesPerMinute - 100),
    await send(who, 1),
  ]);
  expect(done.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429]);
  expectToWait(done[2]);
  expect(await allTasks(person)).toHaveLength(messagesPerMinute);
});
