import { afterAll, beforeAll, expect, test } from "vitest";
import { type Application, startApplication } from "./application.ts";
import { type Answer, asGuest, ask, type Person, problemIn } from "./person.ts";

const perMinute = 120;
const minuteMs = 60_000;
/** A minute may turn while a person counts; it does not turn twice in a row. */
const triesMax = 3;

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

/** Asks more often than allowed, within one minute of the clock. */
async function tooMany(): Promise<{ person: Person; answers: readonly Answer[] }> {
  for (let attempt = 1; ; attempt++) {
    const person = await asGuest(application.url);
    const minute = Math.floor(Date.now() / minuteMs);
    const answers: Answer[] = [];
    for (let i = 0; i < perMinute + 10; i++) answers.push(await person.call("GET", "/api/tasks"));
    if (minute === Math.floor(Date.now() / minuteMs)) return { person, answers };
    if (attempt === triesMax) throw new Error("130 requests take longer than a minute");
  }
}

test("120 requests a minute are served, the next is told how long to wait, others are not", async () => {
  const { person, answers } = await tooMany();
  const statuses = answers.map(({ status }) => status);
  expect(statuses.slice(0, perMinute)).toEqual(Array.from({ length: perMinute }, () => 200));
  expect(statuses.slice(perMinute)).toEqual(Array.from({ length: 10 }, () => 429));
  const refused = answers.at(-1);
  if (!refused) throw new Error("nothing was refused");
  expect(problemIn(refused).code).toBe("too_many_requests");
  const wait = Number(refused.headers.get("retry-after"));
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(60);
  const write = await person.call("POST", "/api/tasks", { title: "x" });
  expect(write.status, "one count for all routes").toBe(429);
  const other = await asGuest(application.url);
  expect((await other.call("GET", "/api/tasks")).body).toMatchObject({ total: 0 });
  expect((await ask(application.url, "/health")).status).toBe(200);
});
