import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../../infra/real/ports.ts";
import { trailPage } from "../../../services/shared/contracts/api/audit.ts";
import { bulkResult, taskPage } from "../../../services/shared/contracts/api/tasks.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { newFolder } from "./folders.ts";
import { addTask, allTasks, asGuest, type Person, problemIn, wholeTrail } from "./person.ts";

const variables = { RATE_LIMIT: "off" };
const settled = { timeout: 20_000, interval: 20 };

let application: Application;
let options: { readonly dataDir: string; readonly port: number };

beforeAll(async () => {
  options = { dataDir: newFolder(), port: await freePort() };
  application = await startApplication({ ...options, variables });
});
afterAll(() => application.close());

const guest = () => asGuest(application.url);
const keyed = (key: string) => ({ "idempotency-key": key });
const last = async (person: Person) => (await wholeTrail(person)).last_seq;

describe("a command that is sent again under its Idempotency-Key", () => {
  test("happens once, and is answered alike each time", async () => {
    const ada = await guest();
    const send = () => ada.call("POST", "/api/tasks", { title: "Once" }, keyed("k1"));
    const [first, second, third] = [await send(), await send(), await send()];
    for (const answer of [second, third]) {
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual(first.body);
      expect(answer.headers.get("etag")).toBe(first.headers.get("etag"));
    }
    expect(await allTasks(ada)).toEqual([task.parse(first.body)]);
    await expect.poll(() => last(ada), settled).toBe(1);
  });

  test("happens once also when 20 copies arrive together", async () => {
    const ada = await guest();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        ada.call("POST", "/api/tasks", { title: "At once" }, keyed("k1")),
      ),
    );
    // Alike as JSON: a store may give the fields back in another order.
    for (const { status, body } of answers) {
      expect(status).toBe(201);
      expect(body).toEqual(answers[0]?.body);
    }
    expect(await allTasks(ada)).toHaveLength(1);
  });

  test.skipIf(elsewhere !== undefined)("happens once also over a kill -9", async () => {
    const ada = await guest();
    const send = () => ada.call("POST", "/api/tasks", { title: "Before" }, keyed("k1"));
    const before = await send();
    await application.kill();
    application = await startApplication({ ...options, variables });
    expect((await send()).body).toEqual(before.body);
    expect(await allTasks(ada)).toHaveLength(1);
  });

  test("is refused when it says something else, and changes nothing", async () => {
    const ada = await guest();
    const { id } = await addTask(ada, "Here");
    await ada.call("POST", "/api/tasks", { title: "First" }, keyed("k1"));
    for (const answer of [
      await ada.call("POST", "/api/tasks", { title: "Second" }, keyed("k1")),
      await ada.call("DELETE", `/api/tasks/${id}`, undefined, keyed("k1")),
      await ada.call("POST", "/api/undo", undefined, keyed("k1")),
    ]) {
      expect(answer.status).toBe(422);
      expect(problemIn(answer).errors?.[0]?.field).toBe("Idempotency-Key");
    }
    expect(await allTasks(ada)).toHaveLength(2);
  });

  test("works for edits, completions, deletions, bulk and undo alike", async () => {
    const ada = await guest();
    const { id } = await addTask(ada, "Subject");
    const commands = [
      ["PATCH", `/api/tasks/${id}`, { title: "Edited" }],
      ["POST", `/api/tasks/${id}/complete`, undefined],
      ["POST", "/api/tasks/bulk", { action: "tag", ids: [id], tags: ["a"] }],
      ["DELETE", `/api/tasks/${id}`, undefined],
      ["POST", "/api/undo", undefined],
    ] as const;
    for (const [i, [method, path, body]] of commands.entries()) {
      const send = () => ada.call(method, path, body, keyed(`k${i}`));
      const [first, second] = [await send(), await send()];
      expect(second.status, `${method} ${path}`).toBe(first.status);
      expect(first.status).toBeLessThan(300);
    }
    await expect.poll(() => last(ada), settled).toBe(1 + commands.length);
  });
});

describe("a version that is out of date", () => {
  test("is refused with 412, the present version is named, and it is taken after a new look", async () => {
    const ada = await guest();
    const { id } = await addTask(ada, "Contended");
    const path = `/api/tasks/${id}`;
    const etag = (await ada.call("GET", path)).headers.get("etag") ?? "";
    const edited = await ada.call("PATCH", path, { title: "One" }, { "if-match": etag });
    expect(edited.status).toBe(200);
    const present = edited.headers.get("etag") ?? "";
    for (const [method, tail, body] of [
      ["PATCH", "", { title: "Two" }],
      ["PUT", "/tags", { tags: ["x"] }],
      ["POST", "/complete", undefined],
      ["DELETE", "", undefined],
    ] as const) {
      const answer = await ada.call(method, `${path}${tail}`, body, { "if-match": etag });
      expect(answer.status, method).toBe(412);
      expect(problemIn(answer).errors?.[0]?.message).toContain(present);
    }
    expect(await allTasks(ada)).toMatchObject([{ title: "One", version: 2, tags: [] }]);
    const again = await ada.call("PATCH", path, { title: "Two" }, { "if-match": present });
    expect(again.status).toBe(200);
  });

  test("lets exactly one of 20 writers win", async () => {
    const ada = await guest();
    const { id, version } = await addTask(ada, "Contended");
    const match = { "if-match": `"${id}.${version}"` };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        ada.call("PATCH", `/api/tasks/${id}`, { title: `Writer ${i}` }, match),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(19);
    expect(await allTasks(ada)).toMatchObject([{ version: 2 }]);
  });
});

describe("250 tasks", () => {
  const count = 250;
  let ada: Person;
  let there: readonly string[] = [];
  beforeAll(async () => {
    ada = await guest();
    const made = await Promise.all(
      Array.from({ length: count }, (_, i) => addTask(ada, `Task ${i % 7} ${i}`)),
    );
    there = made.map(({ id }) => id);
  });

  /** Every page of a query; something is added or edited behind each of them. */
  async function pagesWhile(query: string, between: (page: number) => Promise<unknown>) {
    const found: Task[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page++) {
      const more: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const answer = await ada.call("GET", `/api/tasks?${query}&limit=20${more}`);
      const part = taskPage.parse(answer.body);
      expect(part.items.length).toBeLessThanOrEqual(20);
      found.push(...part.items);
      cursor = part.next_cursor;
      await between(page);
    }
    return found;
  }

  test.each([
    "sort_by=created_at&sort_order=desc",
    "sort_by=created_at&sort_order=asc",
    "sort_by=title",
    "sort_by=priority&sort_order=asc",
    "sort_by=due_date",
  ])("are all listed, each once, by %s, while others are added", async (query) => {
    const found = await pagesWhile(query, (page) => addTask(ada, `Task ${page % 7} new`));
    const ids = found.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(there.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("a cursor goes on over a task that was deleted under it", async () => {
    const found = await pagesWhile("sort_by=title", async (page) => {
      if (page > 0) return;
      const first = await ada.call("GET", "/api/tasks?sort_by=title&limit=20");
      const at = taskPage.parse(first.body).items[19];
      await ada.call("DELETE", `/api/tasks/${at?.id}`);
      await ada.call("POST", "/api/undo");
    });
    const ids = found.map(({ id }) => id);
    expect(there.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("the trail's pages hold each entry once while it grows", async () => {
    await expect.poll(async () => (await wholeTrail(ada)).complete, settled).toBe(true);
    const positions: number[] = [];
    let cursor = "";
    do {
      const answer = await ada.call("GET", `/api/audit?limit=50${cursor}`);
      const { items, next_cursor } = trailPage.parse(answer.body);
      positions.push(...items.map(({ seq }) => seq));
      cursor = next_cursor === null ? "" : `&cursor=${next_cursor}`;
      await addTask(ada, "While reading");
    } while (cursor !== "");
    const [newest = 0] = positions;
    expect(positions).toEqual(Array.from({ length: newest }, (_, i) => newest - i));
    expect(newest).toBeGreaterThanOrEqual(count);
  });
});

describe("50 tasks in one request", () => {
  test("get a result each, and one undo takes all of them back", async () => {
    const ada = await guest();
    const tasks = await Promise.all(Array.from({ length: 48 }, (_, i) => addTask(ada, `T${i}`)));
    const [done, ...open] = tasks;
    await ada.call("POST", `/api/tasks/${done?.id}/complete`);
    const before = await allTasks(ada);
    const ids = [...tasks.map(({ id }) => id), "missing-1", "missing-2"];
    const answer = await ada.call("POST", "/api/tasks/bulk", { action: "complete", ids });
    const { results } = bulkResult.parse(answer.body);
    expect(results.map(({ id }) => id)).toEqual(ids);
    const count = (status: string) => results.filter((r) => r.status === status).length;
    expect([count("done"), count("unchanged"), count("not_found")]).toEqual([open.length, 1, 2]);
    expect((await allTasks(ada, "limit=200&status=pending")).length).toBe(0);
    const undone = await ada.call("POST", "/api/undo");
    expect(undone.body).toMatchObject({ undone: "bulk", removed: [] });
    const content = (all: readonly Task[]) =>
      all.map(({ version: _, updated_at: __, ...rest }) => rest);
    expect(content(await allTasks(ada))).toEqual(content(before));
  });

  test("are the most: 51 are refused, and none of them changes", async () => {
    const ada = await guest();
    const { id } = await addTask(ada, "Stays");
    const ids = [id, ...Array.from({ length: 50 }, (_, i) => `t${i}`)];
    const answer = await ada.call("POST", "/api/tasks/bulk", { action: "delete", ids });
    expect(answer.status).toBe(422);
    expect(problemIn(answer).errors).toEqual([
      { field: "ids", message: "at most 50 tasks at once" },
    ]);
    expect(await allTasks(ada)).toHaveLength(1);
  });
});
