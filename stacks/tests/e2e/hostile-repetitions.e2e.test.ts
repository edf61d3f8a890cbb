import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recurringTaskList } from "../../../services/shared/contracts/api/recurring-tasks.ts";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { harmWatch } from "./harm.ts";
import { addTask, allTasks, asGuest, type Person } from "./person.ts";

/** Further ahead than tasks are made from a template: nothing happens by itself meanwhile. */
const farAhead = `${new Date().getUTCFullYear() + 2}-01-05`;

let application: Application;
let ada: Person;
let plain: string;
let template: string;
let watch: ReturnType<typeof harmWatch>;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  plain = (await addTask(ada, "Tea")).id;
  const recurrence = { rrule: "FREQ=DAILY;COUNT=1", dtstart: farAhead };
  const made = await ada.call("POST", "/api/recurring-tasks", { title: "Run", recurrence });
  expect(made.status, made.text).toBe(201);
  const [first] = await templates(ada);
  template = first?.id ?? "";
  await filed(ada, 2);
  watch = harmWatch(application.url, () => [ada]);
});
afterAll(async () => {
  await application.close();
  console.info(watch.figures("hostile repetitions"));
  expect(application.errors()).not.toContain("request.failed");
});

const templates = async (person: Person) =>
  recurringTaskList.parse((await person.call("GET", "/api/recurring-tasks")).body).items;

/** Refused at once, also what hangs a usual parser for minutes, with no task and no template made or changed. */
async function refused(method: string, path: string, field: string, body: object): Promise<void> {
  const before = await templates(ada);
  await watch.refused(() => ada.call(method, path, body), { status: 422, field });
  expect(await templates(ada)).toEqual(before);
}

describe("a rule that hangs others is refused for a task, and for a template that there is:", () => {
  test.each([
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=SECONDLY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;INTERVAL=0.5",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=999999",
    "FREQ=YEARLY;INTERVAL=999999",
    "FREQ=HOURLY;INTERVAL=2;BYHOUR=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=DAILY;UNTIL=20200101",
    "FREQ=DAILY;UNTIL=99999999",
    "FREQ=DAILY;BYSECOND=1",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;__PROTO__=1",
    "DTSTART:00010101T000000Z\nRRULE:FREQ=MINUTELY",
    "every 0 days",
    "every second second",
    "every 999999 years",
    " ".repeat(400),
    "FREQ=DAILY;".repeat(100),
    "",
  ])("%j", async (rrule) => {
    const recurrence = { rrule };
    const field = "recurrence.rrule";
    await refused("POST", "/api/tasks", field, { title: "Again", recurrence });
    await refused("PATCH", `/api/recurring-tasks/${template}`, field, { recurrence });
  });

  test.each<[field: string, recurrence: unknown]>([
    ["recurrence.dtstart", { rrule: "FREQ=HOURLY", dtstart: "0001-01-01T00:00:00" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "9999-12-31" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "+275760-09-13" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "2016-12-31T23:59:60" }],
    ["recurrence.timezone", { rrule: "FREQ=DAILY", timezone: "../../etc" }],
    ["recurrence.timezone", { rrule: "FREQ=DAILY", timezone: "UTC+25" }],
    ["recurrence.timezone", { rrule: "FREQ=DAILY", timezone: "GMT0GMT" }],
    ["recurrence.from_completion", { rrule: "FREQ=DAILY", from_completion: "yes" }],
    ["recurrence.user_id", { rrule: "FREQ=DAILY", user_id: "eve" }],
    ["recurrence", "FREQ=DAILY"],
    ["recurrence", []],
  ])("%s in %j", async (field, recurrence) => {
    await refused("POST", "/api/tasks", field, { title: "Again", recurrence });
    await refused("PATCH", `/api/recurring-tasks/${template}`, field, { recurrence });
  });
});

describe("a rule in plain words for its parts is refused for a task:", () => {
  const daily = { frequency: "daily" };
  test.each<[field: string, recurrence_rule: unknown]>([
    ["recurrence_rule.frequency", { frequency: "secondly" }],
    ["recurrence_rule.frequency", { frequency: "constructor" }],
    ["recurrence_rule.frequency", {}],
    ["recurrence_rule.interval", { ...daily, interval: 0 }],
    ["recurrence_rule.interval", { ...daily, interval: 0.5 }],
    ["recurrence_rule.interval", { ...daily, interval: 1e9 }],
    ["recurrence_rule.user_id", { ...daily, user_id: "eve" }],
    ["recurrence_rule", []],
  ])("%s in %j", async (field, recurrence_rule) => {
    await refused("POST", "/api/tasks", field, { title: "Again", recurrence_rule });
  });

  test("beside another one, because which is meant is a guess", async () => {
    const body = { title: "Again", recurrence_rule: daily, recurrence: { rrule: "FREQ=DAILY" } };
    await refused("POST", "/api/tasks", "recurrence", body);
  });
});

describe("a reminder that nags too often, too rarely or not at all is refused:", () => {
  const [number, form] = ["reminders[0].nag_minutes", "reminders[0]"];
  test.each<[field: string, nag_minutes: unknown]>([
    [number, 0],
    [number, -5],
    [number, 4],
    [number, 1_441],
    [number, 1e9],
    // Of the two forms of a reminder these are none.
    [form, 5.5],
    [form, "10"],
    [form, true],
  ])("%s, every %j minutes", async (field, nag_minutes) => {
    const reminders = [{ at: `${farAhead}T08:00:00Z`, nag_minutes }];
    await refused("POST", "/api/tasks", field, { title: "Tea", reminders });
    await refused("PATCH", `/api/tasks/${plain}`, field, { reminders });
    await refused("PATCH", `/api/recurring-tasks/${template}`, "nag_minutes", { nag_minutes });
  });
});

describe("reminders of a template are refused:", () => {
  test.each<[field: string, reminder_offsets: unknown]>([
    ["reminder_offsets[0]", ["P9999Y"]],
    ["reminder_offsets[0]", ["-PT5M"]],
    ["reminder_offsets[0]", ["PT"]],
    ["reminder_offsets[0]", [15]],
    ["reminder_offsets", ["PT1M", "PT2M", "PT3M", "PT4M"]],
    ["reminder_offsets", "PT15M"],
  ])("%s in %j", async (field, reminder_offsets) => {
    await refused("PATCH", `/api/recurring-tasks/${template}`, field, { reminder_offsets });
    const recurrence = { rrule: "FREQ=DAILY" };
    const body = { title: "Again", recurrence, reminder_offsets };
    await refused("POST", "/api/recurring-tasks", field, body);
  });
});

describe("how much of a template is meant must be known:", () => {
  test.each([
    ["scope", "scope=all"],
    ["scope", "scope=template&scope=following"],
    ["from", "scope=template&from=2030-01-01"],
    ["from", "scope=following&from=tomorrow"],
    ["from", "scope=following&from=%2B275760-09-13"],
    ["user_id", "user_id=eve"],
  ])("%s in %s", async (field, query) => {
    await refused("PATCH", `/api/recurring-tasks/${template}?${query}`, field, { title: "Walk" });
    const remove = () => ada.call("DELETE", `/api/recurring-tasks/${template}?${query}`);
    await watch.refused(remove, { status: 422, field });
  });
});

test("an honest rule close to the limits is taken", async () => {
  const guest = await asGuest(application.url);
  const rrule = "FREQ=YEARLY;INTERVAL=365;COUNT=1000";
  const body = { title: "Rarely", recurrence: { rrule, dtstart: farAhead }, nag_minutes: 1_440 };
  const made = await guest.call("POST", "/api/recurring-tasks", body);
  expect(made.status, made.text).toBe(201);
  expect(await allTasks(guest)).toEqual([]);
});
