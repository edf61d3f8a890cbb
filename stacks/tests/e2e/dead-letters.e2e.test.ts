import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { freePort } from "../../../infra/real/ports.ts";
import { root } from "../../commands/root.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { newFolder } from "./folders.ts";
import { addTask, allTasks, asGuest, ask, type Person, wholeTrail } from "./person.ts";
import { type Sidecars, sidecarsOf } from "./sidecars.ts";

const variables = { RATE_LIMIT: "off" };
const patience = { timeout: 20_000, interval: 20 };
const many = 20;

let options: { readonly dataDir: string; readonly port: number };
let application: Application;
let sidecars: Sidecars;

async function start(): Promise<void> {
  application = await startApplication({ ...options, variables });
  sidecars = sidecarsOf(application);
}

/** What `npm run dlq` says about the running application. */
async function dlq(...args: readonly string[]) {
  const command = join(root, "stacks", "commands", "dlq.ts");
  const child = spawn(process.execPath, [command, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: options.dataDir },
  });
  const said = { output: "", errors: "" };
  child.stdout.on("data", (piece) => {
    said.output += String(piece);
  });
  child.stderr.on("data", (piece) => {
    said.errors += String(piece);
  });
  await once(child, "close");
  return { code: child.exitCode, ...said };
}

const letterForm = z.object({
  id: z.string(),
  status: z.string(),
  failures: z.number(),
  consumer: z.string(),
  event_id: z.string(),
});

const letters = async () => {
  const { body } = await sidecars.invoke("api-gateway", "audit", "/dead-letters");
  return z.object({ items: z.array(letterForm) }).parse(body).items;
};

/** The letter of one event and consumer, as soon as it has failed so often. */
const letterOf = (event: string, consumer = "audit", failures = 1) =>
  vi.waitFor(async () => {
    const all = await letters();
    const found = all.find((one) => one.event_id === event && one.consumer === consumer);
    if (!found) throw new Error(`${consumer} has not set ${event} aside`);
    expect(found.failures).toBe(failures);
    return found;
  }, patience);

/** Publishes an event that nobody can take, under a person's key. */
async function poison(id: string, { id: key }: Person): Promise<void> {
  const event = {
    specversion: "1.0",
    id,
    type: "task.created",
    source: "task",
    subject: "poison",
    partitionKey: key,
    data: { event_id: `${key}:1`, title: "no event at all" },
  };
  expect((await sidecars.publish("task", "task.created", event, key)).status).toBe(204);
}

describe.skipIf(elsewhere !== undefined)("an event that cannot be taken", () => {
  beforeAll(async () => {
    options = { dataDir: newFolder(), port: await freePort() };
    await start();
  });
  afterAll(() => application.close());

  const guest = () => asGuest(application.url);

  test("is set aside once by each consumer, whole and with the reason", async () => {
    const ada = await guest();
    await poison("whole", ada);
    for (const consumer of ["audit", "scheduler"]) {
      const { id } = await letterOf("whole", consumer);
      const { code, output } = await dlq("show", id);
      expect(code).toBe(0);
      expect(JSON.parse(output)).toMatchObject({
        id,
        status: "waiting",
        consumer,
        attempts: 1,
        failures: 1,
        error: {
          name: "TerminalError",
          message: expect.stringContaining('not a "task.created" event'),
        },
        original: {
          id: "whole",
          type: "task.created",
          source: "task",
          data: { event_id: `${ada.id}:1`, title: "no event at all" },
        },
      });
    }
  });

  test("does not hold up later events of the same key", async () => {
    const ada = await guest();
    await poison("first", ada);
    await addTask(ada, "After the poison");
    await filed(ada, 1);
    await poison("between", ada);
    const titles = Array.from({ length: many }, (_, i) => `Task ${i}`);
    await Promise.all([
      poison("among", ada),
      ...titles.map((title) => addTask(ada, title)),
      poison("among-too", ada),
    ]);
    await filed(ada, 1 + many);
    for (const id of ["first", "between", "among", "among-too"]) await letterOf(id);
    expect(await allTasks(ada)).toHaveLength(1 + many);
  });

  test("is listed, and shown to nobody who comes by a door", async () => {
    const ada = await guest();
    await poison("listed", ada);
    const { id } = await letterOf("listed");
    const { code, output } = await dlq("list");
    expect(code).toBe(0);
    const line = output.split("\n").find((text) => text.startsWith(id));
    expect(line).toMatch(/waiting +task\.created +listed +audit +1 /);
    for (const path of ["/api/dead-letters", `/api/dead-letters/${id}`, `/dead-letters/${id}`]) {
      const headers = { authorization: `Bearer ${ada.token}` };
      expect((await ask(application.url, path, { headers })).status).toBe(404);
    }
  });

  test("waits again when it is replayed and fails again", async () => {
    await poison("again", await guest());
    const { id } = await letterOf("again");
    const said = await dlq("replay", id);
    // It may have failed again before it could be marked, and then the operator is told.
    expect(said.output + said.errors).toMatch(/^replayed |it changed in the meantime/);
    const letter = await letterOf("again", "audit", 2);
    expect(letter.id).toBe(id);
    await vi.waitFor(async () => {
      expect((await letterOf("again", "audit", 2)).status).toBe("waiting");
    }, patience);
  });

  test("stays readable when it is dropped", async () => {
    await poison("dropped", await guest());
    const { id } = await letterOf("dropped");
    expect((await dlq("drop", id)).code).toBe(0);
    expect((await letterOf("dropped")).status).toBe("dropped");
    const { output } = await dlq("show", id);
    expect(JSON.parse(output)).toMatchObject({ status: "dropped", original: { id: "dropped" } });
  });

  test("is taken when it is replayed and can be taken", async () => {
    const ada = await guest();
    const bob = await guest();
    const task = await addTask(bob, "Lost on its way");
    await filed(bob, 1);
    const [filedEvent] = (await wholeTrail(bob)).items;
    if (!filedEvent) throw new Error("Bob's trail is empty");
    // Ada's log is empty, so that her first position is free for what is delivered late.
    const { seq: _, trace_id: __, ...event } = filedEvent;
    const eventId = `${ada.id}:1`;
    const payload = { ...task, user_id: ada.id };
    const data = { ...event, event_id: eventId, schema_version: "1.0", user_id: ada.id, payload };
    const original = {
      specversion: "1.0",
      id: eventId,
      type: "task.created",
      source: "task",
      partitionKey: ada.id,
      topic: "task.created",
      data,
    };
    const letter = {
      original,
      error: { name: "RetryableError", message: "the store was away" },
      attempts: 6,
      consumer: "audit",
      first_seen: new Date().toISOString(),
    };
    const aside = { specversion: "1.0", id: "aside", type: "dlq-events", data: letter };
    expect((await sidecars.publish("audit", "dlq-events", aside, "aside")).status).toBe(204);
    const { id } = await letterOf(eventId);
    expect((await wholeTrail(ada)).last_seq).toBe(0);

    expect((await dlq("replay", id)).code).toBe(0);

    await filed(ada, 1);
    expect((await letterOf(eventId)).status).toBe("replayed");
    const twice = await dlq("replay", id);
    expect(twice).toMatchObject({ code: 1, errors: `dlq: ${id} was replayed already\n` });
  });

  test("is kept over a kill -9", async () => {
    await poison("kept", await guest());
    const { id } = await letterOf("kept");
    await application.kill();
    await start();
    expect((await letterOf("kept")).id).toBe(id);
    expect((await dlq("show", id)).code).toBe(0);
  });

  test.each<[readonly string[], string]>([
    [["show", "0123456789abcdef"], 'dlq: 404 there is no dead letter "0123456789abcdef"\n'],
    [["drop", "0123456789abcdef"], 'dlq: 404 there is no dead letter "0123456789abcdef"\n'],
    [["replay", "../trail"], "dlq: id: take the 16 characters that `list` shows\n"],
  ])("that does not exist is a plain error: %j", async (args, errors) => {
    expect(await dlq(...args)).toEqual({ code: 1, output: "", errors });
  });
});
