import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportFile } from "../../../services/shared/contracts/api/exchange.ts";
import { type Application, startApplication } from "./application.ts";
import { addTask, allTasks, asGuest, type Person, problemIn } from "./person.ts";

let application: Application;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
});
afterAll(() => application.close());

const titles = async (person: Person) => (await allTasks(person)).map(({ title }) => title).sort();
const csv = { "content-type": "text/csv" };

describe("what one person took along", () => {
  test.each([
    ["json", "application/json"],
    ["csv", "text/csv"],
  ])("as %s another one brings in, once", async (format, type) => {
    const [ada, bob] = [await asGuest(application.url), await asGuest(application.url)];
    await addTask(ada, '=HYPERLINK("x")', { tags: ["home"], description: "Two\nlines 🙂" });
    await addTask(ada, "Tea");
    const file = await ada.call("GET", `/api/export?format=${format}`);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="nudge-.*"$/);
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
    expect(file.headers.get("cache-control")).toBe("no-store");

    for (const repeated of [false, true]) {
      const answer = await bob.call("POST", "/api/import", file.text, { "content-type": type });
      expect(answer).toMatchObject({ status: 200, body: { imported: 2, repeated, skipped: [] } });
    }

    expect(await titles(bob)).toEqual(['=HYPERLINK("x")', "Tea"]);
    expect(await bob.call("POST", "/api/undo")).toMatchObject({ body: { undone: "bulk" } });
    expect(await titles(bob)).toEqual([]);
  });

  test("is nobody else's, and opens in no spreadsheet as a formula", async () => {
    const [ada, eve] = [await asGuest(application.url), await asGuest(application.url)];
    await addTask(ada, "=cmd|' /C calc'!A0");

    expect((await ada.call("GET", "/api/export?format=csv")).text).toContain(",'=cmd|");
    const { body } = await eve.call("GET", "/api/export");
    expect(exportFile.parse(body)).toMatchObject({ tasks: [], recurring_tasks: [] });
  });
});

describe("a file of Todoist", () => {
  test("becomes tasks with tags and dates", async () => {
    const ada = await asGuest(application.url);
    const file =
      "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n" +
      "section,Kitchen,,,,,,,,\ntask,Tea @shop,,1,1,,,2026-01-05,en,Europe/Berlin\n" +
      "task,Bins,,4,1,,,every monday,en,Europe/Berlin\n";

    const { body } = await ada.call("POST", "/api/import", file, csv);

    expect(body).toMatchObject({
      imported: 2,
      skipped: [{ row: 2 }],
      not_understood: [{ row: 4, field: "DATE" }],
    });
    const tasks = await allTasks(ada, "limit=200&sort_by=title");
    expect(tasks).toMatchObject([
      { title: "Bins", priority: "low", description: "Due: every monday", due_date: null },
      { title: "Tea", priority: "urgent", tags: ["shop"], due_date: "2026-01-05" },
    ]);
  });

  test("with a wrong row brings nothing, and the row is named", async () => {
    const ada = await asGuest(application.url);
    const answer = await ada.call("POST", "/api/import", "TYPE,CONTENT\ntask,Tea\ntask,\n", csv);

    expect(answer.body).toMatchObject({ errors: [{ row: 3, field: "title" }] });
    expect(problemIn(answer).code).toBe("invalid");
    expect(await titles(ada)).toEqual([]);
  });
});

test("a file of a thousand rows is in within seconds", async () => {
  const ada = await asGuest(application.url);
  const rows = Array.from({ length: 1_000 }, (_, i) => `Task ${i}\n`).join("");
  const answer = await ada.call("POST", "/api/import", `title\n${rows}`, csv);

  expect(answer).toMatchObject({ status: 200, body: { imported: 1_000 } });
  expect(await allTasks(ada)).toHaveLength(1_000);
});
