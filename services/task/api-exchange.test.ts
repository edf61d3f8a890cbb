import { describe, expect, test } from "vitest";
import { type ExportFile, exportFile } from "../shared/contracts/api/exchange.ts";
import { taskPage } from "../shared/contracts/api/tasks.ts";
import { personHeader } from "../shared/kit/door.ts";
import { aService } from "./testing/a-service.ts";

type Service = Awaited<ReturnType<typeof aService>>;

const exported = (service: Service, query = "") =>
  service.running.channel({
    method: "GET",
    path: `/export${query}`,
    headers: { [personHeader]: "ada" },
    body: "",
  });
const importsCsv = async (service: Service, body: string, query = "", key = "") => {
  const answer = await service.running.channel({
    method: "POST",
    path: `/import${query}`,
    headers: {
      "content-type": "text/csv",
      [personHeader]: "ada",
      ...(key === "" ? {} : { "idempotency-key": key }),
    },
    body,
  });
  const parsed: unknown = JSON.parse(answer.body);
  return { status: answer.status, body: parsed };
};
const listed = async (service: Service) =>
  taskPage.parse((await service.call("GET", "/tasks?sort_by=title&limit=200")).body);

describe("an export", () => {
  test.each([
    ["", "json", "application/json"],
    ["?format=csv", "csv", "text/csv"],
    ["?format=ics", "ics", "text/calendar"],
  ])("%s is a file that nobody keeps or shows", async (query, ending, type) => {
    const { status, headers } = await exported(await aService(), query);

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": expect.stringContaining(type),
      "content-disposition": `attachment; filename="nudge-2026-01-05.${ending}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  test("in a form that nobody knows is refused by its name", async () => {
    const answer = await (await aService()).call("GET", "/export?format=xml");

    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "format" }] } });
  });

  test("has nothing of another person", async () => {
    const service = await aService();
    await service.call("POST", "/tasks", { title: "Secret" }, { [personHeader]: "eve" });

    for (const format of ["json", "csv", "ics"])
      expect((await exported(service, `?format=${format}`)).body).not.toContain("Secret");
  });
});

/** What is the same wherever a file is brought. */
const essence = ({ tasks, recurring_tasks }: ExportFile) => ({
  tasks: tasks.map(({ id, reminders, recurring_task_id, ...rest }) => ({
    ...rest,
    reminders: reminders.map(({ id: _, ...reminder }) => reminder),
  })),
  recurring_tasks: recurring_tasks.map(({ id, created_at, ...rest }) => rest),
});

describe("an import", () => {
  test("of an exported JSON gives another account the same", async () => {
    const here = await aService();
    await here.adds({
      title: "=Tea 🙂",
      tags: ["home"],
      due_date: "2026-01-09",
      reminders: [{ offset: "PT15M" }, { at: "2026-01-08T08:00:00Z", nag_minutes: 30 }],
    });
    const { id } = await here.adds({ title: "Done", due_date: "2020-01-01" });
    await here.call("POST", `/tasks/${id}/complete`);
    const rule = { rrule: "FREQ=DAILY", dtstart: "2026-01-06T09:00" };
    const made = await here.call("POST", "/recurring-tasks", { title: "Run", recurrence: rule });
    await here.call("POST", `${String(made.headers.location).slice("/api".length)}/pause`);
    const file: unknown = JSON.parse((await exported(here)).body);

    const there = await aService();
    const answer = await there.call("POST", "/import", file);

    expect(answer).toMatchObject({
      status: 200,
      body: { imported: 2, recurring: 1, repeated: false, skipped: [], not_understood: [] },
    });
    const back = exportFile.parse(JSON.parse((await exported(there)).body));
    expect(essence(back)).toEqual(essence(exportFile.parse(file)));
  });

  test("of an exported CSV gives the same tasks", async () => {
    const here = await aService();
    await here.adds({ title: "-1+1", description: 'a "b",\nc', tags: ["x,y"], priority: "low" });
    const { body } = await exported(here, "?format=csv");

    const there = await aService();
    expect(await importsCsv(there, body)).toMatchObject({ status: 200, body: { imported: 1 } });

    expect(await listed(there)).toMatchObject({
      items: [{ title: "-1+1", description: 'a "b",\nc', tags: ["x,y"], priority: "low" }],
    });
  });

  test("leaves open dates to come to their template, and says so", async () => {
    const service = await aService();
    const file = {
      version: 1,
      tasks: [
        { title: "Run", due_date: "2026-01-12", recurring_task_id: "r1" },
        { title: "Run", due_date: "2026-01-01", recurring_task_id: "r1" },
      ],
      recurring_tasks: [
        { id: "r1", title: "Run", recurrence: { rrule: "FREQ=WEEKLY" } },
        { title: "Old", status: "stopped", recurrence: { rrule: "FREQ=WEEKLY" } },
      ],
    };

    expect((await service.call("POST", "/import", file)).body).toMatchObject({
      imported: 1,
      recurring: 1,
      skipped: [
        { row: 1, field: "recurring_task_id" },
        { row: 4, field: "status" },
      ],
    });
  });

  test("leaves out reminders whose moment has passed", async () => {
    const service = await aService();
    const reminders = [{ at: "2020-01-01T00:00:00Z" }, { offset: "P1D" }];
    const tasks = [{ title: "Tea", due_date: "2020-01-02", reminders }];

    const answer = await service.call("POST", "/import", { version: 1, tasks });

    expect(answer).toMatchObject({ status: 200, body: { imported: 1 } });
    expect(await listed(service)).toMatchObject({ items: [{ reminders: [] }] });
  });
});

describe("a file with wrong rows", () => {
  const file = `title,priority,due_date\nTea,,\n${"x".repeat(201)},huge,\nMilk,,soon\nBread,,\n`;

  test("imports nothing and names each row and field", async () => {
    const service = await aService();

    expect(await importsCsv(service, file)).toMatchObject({
      status: 422,
      body: {
        detail: expect.stringContaining("wrong rows: 2;"),
        errors: [
          { row: 3, field: "title", message: "must have at most 200 characters" },
          { row: 3, field: "priority" },
          { row: 4, field: "due_date" },
        ],
      },
    });
    expect((await listed(service)).total).toBe(0);
  });

  test("imports the good ones when that is asked", async () => {
    const service = await aService();
    const answer = await importsCsv(service, file, "?partial=true");

    expect(answer).toMatchObject({
      status: 200,
      body: { imported: 2, skipped: [{ row: 3 }, { row: 3 }, { row: 4 }] },
    });
    expect((await listed(service)).items.map(({ title }) => title)).toEqual(["Bread", "Tea"]);
  });

  test("of rules names the rule's part", async () => {
    const recurring_tasks = [{ title: "Run", recurrence: { rrule: "FREQ=SECONDLY" } }];
    const answer = await (await aService()).call("POST", "/import", {
      version: 1,
      recurring_tasks,
    });

    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ row: 1, field: "recurrence.rrule" }] },
    });
  });

  test("of more than a thousand rows is refused with the way out", async () => {
    const answer = await importsCsv(await aService(), `title\n${"x\n".repeat(1_001)}`);

    expect(answer).toMatchObject({
      status: 422,
      body: { detail: "body: at most 1000 rows; split the file" },
    });
  });

  test.each(["text/html", ""])("that says it is %j is refused", async (type) => {
    const service = await aService();
    const answer = await service.call("POST", "/import", {}, { "content-type": type });

    expect(answer).toMatchObject({ status: 415 });
  });
});

describe("an import that is sent again", () => {
  const file = `title\n${Array.from({ length: 120 }, (_, i) => `Task ${i}\n`).join("")}`;

  test.each(["k1", ""])("under the key %j makes nothing twice, and says so", async (key) => {
    const service = await aService();
    const first = await importsCsv(service, file, "", key);
    const again = await importsCsv(service, file, "", key);

    expect(first.body).toMatchObject({ imported: 120, repeated: false });
    expect(again.body).toMatchObject({ imported: 120, repeated: true });
    expect((await listed(service)).total).toBe(120);
  });

  test("under a new key is another import", async () => {
    const service = await aService();
    for (const key of ["k1", "k2"]) await importsCsv(service, "title\nTea\n", "", key);

    expect((await listed(service)).total).toBe(2);
  });

  test("with other rows under the same key is refused", async () => {
    const service = await aService();
    await importsCsv(service, "title\nTea\n", "", "k1");

    expect(await importsCsv(service, "title\nMilk\n", "", "k1")).toMatchObject({
      status: 422,
      body: { errors: [{ field: "Idempotency-Key" }] },
    });
  });

  test("was taken back fifty rows at a time", async () => {
    const service = await aService();
    await importsCsv(service, file);
    const left: number[] = [];
    for (let i = 0; i < 3; i++) {
      expect(await service.call("POST", "/undo")).toMatchObject({ body: { undone: "bulk" } });
      left.push((await listed(service)).total);
    }

    expect(left).toEqual([99, 49, 0]);
  });
});
