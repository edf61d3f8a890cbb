import { afterAll, beforeAll, expect, test } from "vitest";
import { madeFeed } from "../../../services/shared/contracts/api/feed.ts";
import { type Application, startApplication } from "./application.ts";
import { addTask, asGuest, ask, type Person, problemIn } from "./person.ts";

let application: Application;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
});
afterAll(() => application.close());

const addressOf = async (person: Person) =>
  madeFeed.parse((await person.call("POST", "/api/feed")).body).path;
const read = (path: string, headers = {}) => ask(application.url, path, { headers });

test("a calendar program follows what is open, and hears when nothing has changed", async () => {
  const ada = await asGuest(application.url);
  await addTask(ada, "Dentist", { due_date: "2030-02-01T08:00:00Z" });
  const recurrence = {
    rrule: "FREQ=WEEKLY",
    dtstart: "2030-01-07T09:00:00",
    timezone: "Europe/Berlin",
  };
  await ada.call("POST", "/api/recurring-tasks", { title: "Run", recurrence });
  const path = await addressOf(ada);

  const first = await read(path);

  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(first.text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
  expect(first.text).toContain("SUMMARY:Dentist\r\n");
  expect(first.text).toContain("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n");
  // What repeats may still become tasks.
  const asksTwice = async () => {
    const etag = (await read(path)).headers.get("etag") ?? "";
    const { status, text } = await read(path, { "if-none-match": etag });
    return { etag, status, text };
  };
  await expect.poll(asksTwice, { timeout: 30_000 }).toMatchObject({ status: 304, text: "" });
  const { etag } = await asksTwice();
  await addTask(ada, "Tea");
  expect(await read(path, { "if-none-match": etag })).toMatchObject({ status: 200 });
});

test("an address leads to one person alone, and nowhere once it was replaced or taken back", async () => {
  const [ada, eve] = [await asGuest(application.url), await asGuest(application.url)];
  await addTask(ada, "Secret of Ada");
  const [first, ofEve] = [await addressOf(ada), await addressOf(eve)];
  expect((await read(first)).text).toContain("Secret of Ada");
  expect((await read(ofEve)).text).not.toContain("Secret of Ada");
  expect((await read(ofEve, { "nudge-user-id": ada.id })).text).not.toContain("Secret of Ada");

  const second = await addressOf(ada);
  expect(problemIn(await read(first)).code).toBe("not_found");
  expect((await read(second)).status).toBe(200);

  expect((await ada.call("DELETE", "/api/feed")).status).toBe(204);
  expect((await read(second)).status).toBe(404);
  expect((await read(ofEve)).status).toBe(200);
  for (const path of [first, second, ofEve]) {
    expect(application.errors()).not.toContain(path.slice("/feeds/".length, -".ics".length));
  }
});

test("a file of more than 256 KB is imported, and one of more than 2 MB is told to be split", async () => {
  const ada = await asGuest(application.url);
  const csv = { "content-type": "text/csv" };
  const header =
    "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n";
  const rows = Array.from({ length: 300 }, (_, n) => `task,Row ${n},${"x".repeat(1_500)},4,1,,,,,`);

  const answer = await ada.call("POST", "/api/import", `${header}${rows.join("\n")}\n`, csv);
  expect(answer).toMatchObject({ status: 200, body: { imported: 300 } });

  const refused = await ada.call("POST", "/api/import", "x".repeat(2 * 1_024 * 1_024 + 1), csv);
  expect(problemIn(refused)).toMatchObject({ code: "too_large" });
  expect(problemIn(refused).detail).toContain("2048 KB");
  expect(problemIn(refused).detail).toContain("split");
});
