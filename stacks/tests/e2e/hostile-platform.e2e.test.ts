import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { stateStoreName } from "../../../components/model/names.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { type Sidecars, sidecarsOf } from "./sidecars.ts";
import { sayAndRead } from "./wire-answer.ts";

const patience = { timeout: 20_000, interval: 20 };
const oneMebibyte = 1_048_576;

let application: Application;
let sidecars: Sidecars;
let ada: Person;
let eve: Person;
let hers: Task;
let watch: ReturnType<typeof harmWatch>;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  eve = await asGuest(application.url);
  hers = await addTask(ada, "Ada's");
  await addTask(eve, "Eve's");
  await Promise.all([filed(ada, 1), filed(eve, 1)]);
  watch = harmWatch(application.url, () => [ada, eve]);
  if (elsewhere === undefined) sidecars = sidecarsOf(application);
});
afterAll(async () => {
  console.info(watch.figures("hostile platform"));
  expect(application.errors()).not.toContain("request.failed");
  await application.close();
});

/** A deletion of Ada's task, as only the owner of her log may say it. */
const deletion = (id: string, more: object = {}) => ({
  specversion: "1.0",
  id,
  type: "task.deleted",
  source: "task",
  data: {
    event_id: id,
    event_type: "task.deleted",
    schema_version: "1.0",
    aggregate_id: hers.id,
    aggregate_version: 99,
    user_id: ada.id,
    timestamp: new Date().toISOString(),
    payload: hers,
    ...more,
  },
});

/** What only the runtime, or only a peer, may call. */
const inside = [
  "/events/task.deleted",
  "/events/occurrence.due",
  "/events/dlq-events",
  "/events/session.revoked",
  "/events/ignored",
  "/job/reminder-x",
  "/relay-sweep",
  "/schedule-sweep",
  "/changes",
  "/trail",
  "/replay",
  "/dead-letters",
  "/revocations",
  "/dapr/subscribe",
  "/dapr/config",
  "/v1.0/state/statestore",
  "/v1.0/invoke/task/method/tasks",
] as const;

describe("from outside nobody reaches", () => {
  test.each(inside)("%s", async (path) => {
    const headers = {
      authorization: `Bearer ${eve.token}`,
      "dapr-api-token": "guessed",
      "dapr-app-id": "task",
      "nudge-user-id": ada.id,
    };
    const answers = await watch.harmless(async () => [
      await ask(application.url, path, { method: "POST", body: deletion("x:1"), headers }),
      await ask(application.url, path, { headers }),
      await ask(application.url, `/api${path}`, { method: "POST", body: {}, headers }),
      await ask(application.url, `/api/tasks/..${path}`, { headers }),
      await ask(application.url, `/api/tasks/..%2F..${path.replaceAll("/", "%2F")}`, { headers }),
      await ask(application.url, `/api/auth/..%2F..${path}`, { headers }),
    ]);
    const statuses = answers.map(({ status }) => status);
    for (const status of statuses) expect([403, 404, 405, 422], `${statuses}`).toContain(status);
  });

  test.each([
    "/api/tasks/../../changes?after=0",
    "/api/tasks/%2e%2e/%2e%2e/changes",
    "//changes",
    "/api//tasks",
    "/api/tasks/..;/changes",
    "http://task/changes",
    "/%61pi/tasks%00",
  ])("%s, however its path is written", async (path) => {
    const head = [`GET ${path} HTTP/1.1`, `Authorization: Bearer ${eve.token}`];
    const answer = await watch.harmless(() => sayAndRead(application.url, head));
    expect([400, 403, 404]).toContain(answer.status);
  });
});

describe.skipIf(elsewhere !== undefined)("a sidecar refuses", () => {
  test.each(["", "guessed", "null"])("whoever shows the api token %j", async (token) => {
    const headers = { "dapr-api-token": token };
    const asked = [
      ["task", `/state/${stateStoreName}/log:${ada.id}:1`],
      ["auth", `/state/${stateStoreName}/keys:all`],
      ["task", "/publish/pubsub/task.deleted"],
      ["api-gateway", "/invoke/task/method/changes?after=0"],
      ["scheduler", "/jobs/reminder-x"],
      ["task", "/metadata"],
    ] as const;
    for (const [app, path] of asked) {
      for (const method of ["GET", "POST"]) {
        const body = method === "POST" ? { body: deletion(`${ada.id}:2`) } : {};
        const send = () => sidecars.call(app, path, { method, headers, ...body });
        expect((await watch.harmless(send)).status, `${method} ${app} ${path}`).toBe(401);
      }
    }
  });

  test.each([
    ["api-gateway", "task", "/events/occurrence.due"],
    ["api-gateway", "task", "/events/reminder.due"],
    ["api-gateway", "task", "/relay-sweep"],
    ["sync", "task", "/events/occurrence.due"],
    ["api-gateway", "audit", "/events/task.deleted"],
    ["api-gateway", "audit", "/events/dlq-events"],
    ["api-gateway", "auth", "/events/ignored"],
  ])("%s, a known peer of %s, at its %s", async (app, peer, path) => {
    const body = deletion(`${ada.id}:2`);
    const headers = { "dapr-caller-app-id": "", "Dapr-Callee-App-Id": "x" };
    const send = () => sidecars.invoke(app, peer, path, { method: "POST", body, headers });
    expect((await watch.harmless(send)).status).toBe(403);
  });

  test.each([
    ["web", "task", "/changes?after=0"],
    ["auth", "task", "/tasks"],
    ["scheduler", "task", "/tasks"],
    ["sync", "audit", "/dead-letters"],
    ["api-gateway", "scheduler", "/job/reminder-x"],
    ["task", "scheduler", "/schedule-sweep"],
    ["web", "auth", "/revocations"],
  ])("%s, which has no business with %s, at its %s", async (app, peer, path) => {
    const headers = { "nudge-user-id": ada.id, "dapr-caller-app-id": "api-gateway" };
    const send = () => sidecars.invoke(app, peer, path, { method: "POST", body: {}, headers });
    expect((await watch.harmless(send)).status).toBe(403);
  });

  test.each([
    "/tasks/..%2F..%2Fevents/occurrence.due",
    "/tasks%2F..%2Fevents%2Foccurrence.due",
    "/..%2Fevents/occurrence.due",
    "/tasks/%2e%2e%2Fevents/occurrence.due",
    "/tasks/..%5C..%5Cevents/occurrence.due",
    "/%2Fevents/occurrence.due",
    "/admin%2F..%2Fpublic",
    "/tasks/%252e%252e%252Fevents%252Foccurrence.due",
    "/tasks/%ff",
  ])("a peer that goes another way: %s", async (path) => {
    const body = { user_id: ada.id };
    const send = () => sidecars.invoke("api-gateway", "task", path, { method: "POST", body });
    expect([400, 403, 404, 405]).toContain((await watch.harmless(send)).status);
  });

  test.each([
    ["api-gateway", "task.deleted"],
    ["scheduler", "task.deleted"],
    ["audit", "task.deleted"],
    ["web", "session.revoked"],
    ["task", "session.revoked"],
    ["task", "occurrence.due"],
  ])("%s as the source of %s", async (app, topic) => {
    const send = () => sidecars.publish(app, topic, deletion(`${ada.id}:2`), ada.id);
    expect((await watch.harmless(send)).status).toBe(403);
  });

  test.each([
    `log:${"{ada}"}:1`,
    `task||log:{ada}:1`,
    `task%7C%7Clog:{ada}:1`,
    `..%2Ftask||log:{ada}:1`,
  ])("the door the state of another service: %s", async (key) => {
    const path = `/state/${stateStoreName}/${key.replace("{ada}", ada.id)}`;
    const answer = await watch.harmless(() => sidecars.call("api-gateway", path));
    expect([204, 400, 403, 404]).toContain(answer.status);
    expect(answer.text).not.toContain(hers.title);
  });

  test.each([
    ["with a zone in its schedule", "reminder-x", { schedule: "TZ=UTC 0 0 0 * * *", data: {} }],
    ["with a zone of cron's", "reminder-x", { schedule: "CRON_TZ=UTC @daily", data: {} }],
    ["without a time", "reminder-x", { data: {} }],
    ["that is no object", "reminder-x", []],
  ])("a job %s", async (_title, name, body) => {
    const send = () => sidecars.call("scheduler", `/jobs/${name}`, { method: "POST", body });
    expect((await watch.harmless(send)).status).toBe(400);
  });
});

const lettersForm = z.object({
  items: z.array(
    z.object({
      event_id: z.string(),
      consumer: z.string(),
      error: z.object({ name: z.string(), message: z.string() }),
    }),
  ),
});

/** The dead letters of an event, as soon as there are some. */
/** What each reader set aside of an event, once the given one has. */
const lettersOf = (id: string, reader = "audit") =>
  vi.waitFor(async () => {
    const { body } = await sidecars.invoke("api-gateway", "audit", "/dead-letters");
    const found = lettersForm.parse(body).items.filter(({ event_id }) => event_id === id);
    expect(found.map(({ consumer }) => consumer)).toContain(reader);
    return found;
  }, patience);

describe.skipIf(elsewhere !== undefined)("a forged event is set aside and changes nothing", () => {
  test.each<[string, (id: string) => object]>([
    ["in another person's name", () => ({ event_id: `${eve.id}:2` })],
    ["at a position that no log has", () => ({ event_id: `${ada.id}:99999999` })],
    ["at the position 0", () => ({ event_id: `${ada.id}:0` })],
    ["without a person", () => ({ user_id: "" })],
    ["of a person who is part of a key", () => ({ user_id: `${ada.id}||x` })],
    ["of a version that is a word", () => ({ aggregate_version: "many" })],
    ["about a task that is none", () => ({ payload: { id: hers.id } })],
    ["of another type than it says", () => ({ event_type: "task.created" })],
  ])("%s", async (title, more) => {
    const id = `forged ${title}`.replaceAll(" ", "-");
    const letters = await watch.harmless(async () => {
      const published = await sidecars.publish("task", "task.deleted", deletion(id, more(id)), "x");
      expect(published.status).toBe(204);
      return lettersOf(id);
    });
    expect(letters.map(({ consumer }) => consumer)).toContain("audit");
    expect(letters[0]?.error.name).toBe("TerminalError");
  });

  test("with a trace that is a number", async () => {
    const id = "forged-trace";
    const event = { ...deletion(id, { user_id: "" }), traceid: 7, traceparent: 7, nudgecause: 7 };
    await watch.harmless(async () => {
      expect((await sidecars.publish("task", "task.deleted", event, "x")).status).toBe(204);
      return lettersOf(id);
    });
  });

  test("of more than 1 MiB", async () => {
    const id = "forged-size";
    const event = deletion(id, { payload: "x".repeat(oneMebibyte) });
    await watch.harmless(async () => {
      expect((await sidecars.publish("task", "task.deleted", event, "x")).status).toBe(204);
      return lettersOf(id);
    });
  });

  test("of more than the runtime takes, and is not even published", async () => {
    const event = deletion("forged-too-large", { payload: "x".repeat(5 * oneMebibyte) });
    const send = () => sidecars.publish("task", "task.deleted", event, "x");
    expect((await watch.harmless(send)).status).toBe(413);
  });

  test("by which a date of another person's template is proposed", async () => {
    const proposal = (id: string, data: object) => ({
      specversion: "1.0",
      id,
      type: "occurrence.due",
      source: "scheduler",
      data,
    });
    const local = "2027-01-05";
    const foreign = { user_id: ada.id, recurring_task_id: "01AAAAAAAAAAAAAAAAAAAAAAAA", local };
    await watch.harmless(async () => {
      // The second is set aside after the first was taken: events of one key keep their order.
      const id = "forged-proposal";
      for (const event of [proposal("foreign", foreign), proposal(id, { user_id: ada.id })]) {
        const published = await sidecars.publish("scheduler", "occurrence.due", event, ada.id);
        expect(published.status).toBe(204);
      }
      return lettersOf(id, "task");
    });
  });
});
