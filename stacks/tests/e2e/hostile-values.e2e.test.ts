import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { taskPage } from "../../../services/shared/contracts/api/tasks.ts";
import { type Application, startApplication } from "./application.ts";
import { filed } from "./filed.ts";
import { boundedMs, harmWatch } from "./harm.ts";
import { addTask, allTasks, asGuest, type Person } from "./person.ts";

const inTheFuture = "Reminder time must be in the future";
const farAhead = `${new Date().getUTCFullYear() + 2}-01-05`;

let application: Application;
let ada: Person;
let watch: ReturnType<typeof harmWatch>;
let plain: string;
let reminded: string;
let reminder: string;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off" } });
  ada = await asGuest(application.url);
  plain = (await addTask(ada, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")).id;
  const reminders = [8, 9, 10].map((hour) => ({ at: `${farAhead}T${10 + hour}:00:00Z` }));
  const task = await addTask(ada, "Three reminders", { reminders });
  reminded = task.id;
  reminder = task.reminders[0]?.id ?? "";
  await filed(ada, 2);
  watch = harmWatch(application.url, () => [ada]);
});
afterAll(async () => {
  console.info(watch.figures("hostile values"));
  expect(application.errors()).not.toContain("request.failed");
  await application.close();
});

const invalid = (field: string) => ({ status: 422, field });

/** What a new task must not say, and an edit neither. */
type Row = readonly [says: string, field: string, values: object];
const titles: readonly Row[] = [
  ["a title of 201 letters", "title", { title: "x".repeat(201) }],
  ["a title of 201 emoji", "title", { title: "🦊".repeat(201) }],
  ["a title of 100 KB", "title", { title: "x".repeat(100_000) }],
  ["an empty title", "title", { title: "" }],
  ["a title of 2,000 spaces", "title", { title: " ".repeat(2_000) }],
  ["a title that nobody sees", "title", { title: "\u200b\u200c\u200d\u2060\ufeff" }],
  ["a title of marks without a letter", "title", { title: "\u0301\u0301" }],
  ["NUL in the title", "title", { title: "a\u0000b" }],
  ["ESC in the title", "title", { title: "\u001b[2J cleared" }],
  ["a line end in the title", "title", { title: "a\r\nBcc: all@example.com" }],
  ["a Unicode line end in the title", "title", { title: "a\u2028b" }],
  ["half a surrogate pair in the title", "title", { title: "a\ud800b" }],
  ["the other half in the title", "title", { title: "a\udc00" }],
  ["text from right to left by force", "title", { title: "a\u202egnp.exe" }],
  ["an isolated direction in the title", "title", { title: "a\u2066b" }],
  ["1,000 marks on one letter", "title", { title: `e${"\u0301".repeat(1_000)}` }],
  ["12 marks on one letter", "title", { title: `e${"\u0301".repeat(12)}` }],
  ["a title that is a number", "title", { title: 1 }],
  ["a title that is null", "title", { title: null }],
  ["a title that is an object", "title", { title: { toString: "x" } }],
  ["a title that is a list", "title", { title: ["x"] }],
];
const texts: readonly Row[] = [
  ["a description of 2,001 letters", "description", { description: "x".repeat(2_001) }],
  ["NUL in the description", "description", { description: "a\u0000" }],
  ["half a surrogate pair in the description", "description", { description: "\udfff" }],
  ["a forced direction in the description", "description", { description: "\u202e" }],
  ["11 tags", "tags", { tags: Array.from({ length: 11 }, (_, i) => `t${i}`) }],
  ["100,000 letters as tags", "tags", { tags: [..."x".repeat(10_000)] }],
  ["a tag of 10 KB", "tags[0]", { tags: ["x".repeat(10_000)] }],
  ["a tag of 51 letters", "tags[1]", { tags: ["a", "x".repeat(51)] }],
  ["an empty tag", "tags[0]", { tags: [""] }],
  ["the same tag in another case", "tags", { tags: ["Home", "hOME"] }],
  ["the same tag with other accents", "tags", { tags: ["é", "e\u0301"] }],
  ["a line end in a tag", "tags[0]", { tags: ["a\nb"] }],
  ["tags that are one text", "tags", { tags: "home" }],
  ["an unknown priority", "priority", { priority: "critical" }],
  ["a priority that every object has", "priority", { priority: "constructor" }],
];
const dates: readonly Row[] = [
  "+275760-09-13T00:00:00.000Z",
  "275760-09-13",
  "0001-01-01",
  "0001-01-01T00:00:00Z",
  "-000001-01-01",
  "9999-12-31",
  "2201-01-01T00:00:00Z",
  "2016-12-31T23:59:60Z",
  "2027-02-29",
  "2027-02-30T00:00:00Z",
  "2027-13-01",
  "2027-06-01T25:00:00Z",
  "2027-06-01T09:00:00",
  "2027-06-01T09:00:00+99:00",
  "tomorrow",
  "",
  1_900_000_000,
  true,
].map((due_date) => [`the due date ${JSON.stringify(due_date)}`, "due_date", { due_date }]);
const zones: readonly Row[] = [
  "../../etc/passwd",
  "Europe/../Berlin",
  "/etc/localtime",
  "UTC+25",
  "+25:00",
  "GMT0GMT",
  "Mars/Olympus",
  "Europe/Berlin\n",
  "Europe/Berlin\u0000",
  "",
  "A".repeat(10_000),
  1,
].map((timezone) => [
  `the zone ${JSON.stringify(timezone).slice(0, 20)}`,
  "timezone",
  { timezone },
]);
const reminders: readonly Row[] = [
  ["past", "reminders[0]", [{ at: "2020-01-01T00:00:00Z" }]],
  ["in the year 1", "reminders[0]", [{ at: "0001-01-01T00:00:00Z" }]],
  ["in the year 275760", "reminders[0].at", [{ at: "+275760-09-13T00:00:00Z" }]],
  ["past the last year there is", "reminders[0]", [{ at: "9999-12-31T23:59:59-23:59" }]],
  ["9,999 years before", "reminders[0].offset", [{ offset: "P9999Y" }]],
  ["999 days before", "reminders[0].offset", [{ offset: "P999D" }]],
  ["nothing before", "reminders[0].offset", [{ offset: "P" }]],
  ["no time before", "reminders[0].offset", [{ offset: "PT" }]],
  ["after the date", "reminders[0].offset", [{ offset: "-PT5M" }]],
  ["twice in one", "reminders[0]", [{ offset: "PT5M", at: `${farAhead}T08:00:00Z` }]],
  ["empty", "reminders[0]", [{}]],
  ["four", "reminders", [1, 2, 3, 4].map((n) => ({ offset: `PT${n}M` }))],
].map(([says, field, given]) => [
  `a reminder: ${says}`,
  String(field),
  { due_date: new Date(Date.now() + 86_400_000).toISOString(), reminders: given },
]);

describe("a new task is refused, and so is an edit", () => {
  test.each([...titles, ...texts, ...dates, ...zones, ...reminders])(
    "%s",
    async (_says, field, values) => {
      const body = { title: "x", ...values };
      await watch.refused(() => ada.call("POST", "/api/tasks", body), invalid(field));
      await watch.refused(() => ada.call("PATCH", `/api/tasks/${plain}`, values), invalid(field));
    },
  );
});

describe("a reminder is refused", () => {
  test("in the past, with the words that tell why", async () => {
    const reminders = [{ at: new Date(Date.now() - 1_000).toISOString() }];
    const send = () => ada.call("POST", "/api/tasks", { title: "x", reminders });
    const problem = await watch.refused(send, invalid("reminders[0]"));
    expect(problem.errors).toEqual([{ field: "reminders[0]", message: inTheFuture }]);
  });

  test("as the fourth of a task", async () => {
    const at = `${farAhead}T07:00:00Z`;
    const send = () => ada.call("POST", `/api/tasks/${reminded}/reminders`, { at });
    await watch.refused(send, invalid("reminders"));
  });

  test("without a due date to count from", async () => {
    const reminders = [{ offset: "PT15M" }];
    const send = () => ada.call("POST", "/api/tasks", { title: "x", reminders });
    await watch.refused(send, invalid("reminders[0].offset"));
  });

  test.each(["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"])(
    "that is put off until %s",
    async (until) => {
      const send = () => ada.call("POST", `/api/reminders/${reminder}/snooze`, { until });
      await watch.refused(send, invalid("until"));
    },
  );

  test.each<object>([
    { minutes: 0 },
    { minutes: -1 },
    { minutes: 1e9 },
    { minutes: 0.5 },
    { minutes: "5" },
    {},
  ])("that is put off by %j", async (body) => {
    const send = () => ada.call("POST", `/api/reminders/${reminder}/snooze`, body);
    await watch.refused(send, { status: 422 });
  });
});

describe("a question is refused", () => {
  const long = "x".repeat(10_000);
  test.each([
    ["limit", "limit=-1"],
    ["limit", "limit=0"],
    ["limit", "limit=201"],
    ["limit", "limit=1e9"],
    ["limit", "limit=1000000000"],
    ["limit", "limit=NaN"],
    ["limit", "limit=Infinity"],
    ["limit", "limit=1.5"],
    ["limit", "limit=0x10"],
    ["limit", "limit="],
    ["limit", "limit=5&limit=6"],
    ["offset", "offset=999999999"],
    ["search", `search=${long}`],
    ["cursor", `cursor=${long}`],
    ["cursor", "cursor=x"],
    ["cursor", "cursor=bnVsbA"],
    ["cursor", "cursor=e30"],
    ["status[0]", "status=done"],
    ["priority[0]", "priority="],
    ["tags", `tags=${"a,".repeat(11)}a`],
    ["sort_by", "sort_by=__proto__"],
    ["sort_by", "sort_by=title;DROP TABLE tasks"],
    ["sort_order", "sort_order=up"],
    ["due", "due=never"],
    ["due_date_start", "due_date_start=%2B275760-09-13T00:00:00Z"],
    ["due_date_start", "due_date_start=0001-01-01"],
    ["due_date_end", "due_date_end=2016-12-31T23:59:60Z"],
    ["due_date_end", "due_date_end=2027-06-01T09:00:00"],
  ])("about tasks: %s in %s", async (field, query) => {
    await watch.refused(() => ada.call("GET", `/api/tasks?${query}`), invalid(field));
  });

  test.each([
    ["limit", "limit=-1"],
    ["limit", "limit=1e9"],
    ["limit", "limit=NaN"],
    ["cursor", "cursor=-1"],
    ["cursor", "cursor=99999999999999999999"],
    ["aggregate_id", "aggregate_id=*"],
    ["aggregate_id", `aggregate_id=${long}`],
    ["event_type", "event_type=task.exploded"],
    ["from", "from=%2B275760-09-13T00:00:00Z"],
    ["to", "from=2027-01-02&to=2027-01-01"],
    ["offset", "offset=1"],
  ])("about the trail: %s in %s", async (field, query) => {
    await watch.refused(() => ada.call("GET", `/api/audit?${query}`), invalid(field));
  });

  test.each([
    ".*",
    "(a+)+$",
    "(a|aa)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "%",
    "_",
    "' OR 1=1 --",
    "\\",
    "[",
    "$where",
    "\u0000",
  ])("not, but a search for %j finds only what says so", async (words) => {
    const path = `/api/tasks?search=${encodeURIComponent(words)}`;
    const answer = await watch.harmless(() => ada.call("GET", path));
    expect(answer.status).toBe(200);
    expect(taskPage.parse(answer.body).total).toBe(0);
    expect(answer.ms).toBeLessThan(boundedMs);
  });
});

describe("a repetition that hangs a usual parser for minutes is refused at once", () => {
  const refused = (field: string, more: object) =>
    watch.refused(() => {
      const body = { title: "Again", recurrence: { rrule: "FREQ=DAILY" }, ...more };
      return ada.call("POST", "/api/recurring-tasks", body);
    }, invalid(field));

  test.each([
    "FREQ=SECONDLY",
    "FREQ=MINUTELY",
    "FREQ=SECONDLY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;INTERVAL=0.5",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=366",
    "FREQ=HOURLY;INTERVAL=2;BYHOUR=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=365;UNTIL=20270101",
    "FREQ=MONTHLY;BYDAY=6MO",
    "FREQ=DAILY;UNTIL=20200101",
    "FREQ=DAILY;UNTIL=99999999",
    "FREQ=DAILY;UNTIL=20270101;COUNT=3",
    "FREQ=DAILY;BYSECOND=1",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY;BYSETPOS=1",
    `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (_, i) => i).join(",")};BYMINUTE=0,30`,
    "DTSTART:00010101T000000Z\nRRULE:FREQ=MINUTELY",
    "RRULE:RRULE:FREQ=DAILY",
    "every 0 days",
    "every second second",
    "every day every day",
    "*/1 * * * * *",
    "constructor",
    `FREQ=DAILY;${"X".repeat(490)}`,
    " ".repeat(2_000),
    "FREQ=DAILY;".repeat(2_000),
    "",
  ])("%j", async (rrule) => {
    await refused("recurrence.rrule", { recurrence: { rrule } });
  });

  test.each<[field: string, recurrence: object]>([
    ["recurrence.dtstart", { rrule: "FREQ=HOURLY", dtstart: "0001-01-01T00:00:00" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "9999-12-31" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "2027-02-30" }],
    ["recurrence.dtstart", { rrule: "FREQ=DAILY", dtstart: "x".repeat(10_000) }],
    ["recurrence.rrule", { rrule: "FREQ=DAILY;UNTIL=20270101", dtstart: farAhead }],
    ["recurrence.timezone", { rrule: "FREQ=DAILY", timezone: "../../etc/passwd" }],
    ["recurrence.timezone", { rrule: "FREQ=DAILY", timezone: "UTC+25" }],
    ["recurrence.exdate", { rrule: "FREQ=DAILY", exdate: [] }],
    ["recurrence", []],
  ])("%s in %j", async (field, recurrence) => {
    await refused(field, { recurrence });
  });

  test.each<[field: string, more: object]>([
    ["reminder_offsets[0]", { reminder_offsets: ["P9999Y"] }],
    ["reminder_offsets", { reminder_offsets: ["PT1M", "PT2M", "PT3M", "PT4M"] }],
    ["missed", { missed: "never" }],
    ["status", { status: "paused" }],
  ])("%s in %j", async (field, more) => {
    await refused(field, more);
  });
});

test("honest values close to the limits are taken", async () => {
  const guest = await asGuest(application.url);
  const tags = Array.from({ length: 10 }, (_, i) => `${i}${"x".repeat(49)}`);
  const due = { due_date: "2199-12-31", timezone: "America/Argentina/Buenos_Aires" };
  const longest = await addTask(guest, "🦊".repeat(200), { tags, ...due });
  expect([...longest.title]).toHaveLength(200);
  const arabic = await addTask(guest, "مرحبا שלום e\u0301", { description: "a\n\tb" });
  expect(arabic.title).toBe("مرحبا שלום é");
  expect(await allTasks(guest)).toHaveLength(2);
});
