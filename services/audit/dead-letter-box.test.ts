import { describe, expect, test } from "vitest";
import { type DeadLetter, deadLetters } from "../shared/contracts/dead-letters.ts";
import { personHeader } from "../shared/kit/door.ts";
import { type KeptLetter, letterId, letterIndex, lettersListed, listed } from "./dead-letter.ts";
import { anAudit, anEvent } from "./testing/an-audit.ts";

const first = "2026-01-05T08:00:00.000Z";
const later = "2026-01-05T09:00:00.000Z";

const aLetter = (first_seen = first, consumer = "chat"): DeadLetter => ({
  original: anEvent(1),
  error: { name: "TerminalError", message: "cannot be read" },
  attempts: 1,
  consumer,
  first_seen,
});
const id = letterId(aLetter());

const delivered = (letter: DeadLetter) => ({ ...anEvent(1), type: "dlq-events", data: letter });

async function anAuditWith(...letters: readonly DeadLetter[]) {
  const audit = await anAudit();
  const takes = (letter: DeadLetter) => audit.call("POST", "/events/dlq-events", delivered(letter));
  for (const letter of letters) await takes(letter);
  return {
    ...audit,
    takesLetter: takes,
    shows: () => audit.call("GET", `/dead-letters/${id}`),
    replayed: (revision: unknown) =>
      audit.call("POST", `/dead-letters/${id}/replayed`, { revision }),
  };
}

describe("a dead letter", () => {
  test("is kept with its event and listed without", async () => {
    const audit = await anAuditWith(aLetter());

    expect(await audit.shows()).toMatchObject({
      status: 200,
      body: { id, status: "waiting", revision: 1, failures: 1, original: { id: "ada:1" } },
    });
    const { items } = Object((await audit.call("GET", "/dead-letters")).body);
    expect(items).toMatchObject([{ id, event_id: "ada:1", event_type: "task.created" }]);
    expect(items[0]).not.toHaveProperty("original");
  });

  test("that is delivered twice is kept once", async () => {
    const audit = await anAuditWith(aLetter(), aLetter());

    expect((await audit.shows()).body).toMatchObject({ revision: 1, failures: 1 });
  });

  test("is replayed in the revision that was looked at", async () => {
    const audit = await anAuditWith(aLetter());

    expect(await audit.replayed(1)).toMatchObject({ status: 200, body: { status: "replayed" } });
    expect(await audit.replayed(1)).toMatchObject({ status: 200, body: { revision: 2 } });
  });

  test("that failed again meanwhile stays waiting", async () => {
    const audit = await anAuditWith(aLetter(), aLetter(later));

    expect(await audit.replayed(1)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("failed again, 2 times in all") },
    });
    expect((await audit.shows()).body).toMatchObject({ status: "waiting", failures: 2 });
  });

  test("waits again when its event fails after the replay", async () => {
    const audit = await anAuditWith(aLetter());
    await audit.replayed(1);
    await audit.takesLetter(aLetter(later));

    expect((await audit.shows()).body).toMatchObject({ status: "waiting", revision: 3 });
  });

  test("that was dropped can still be read, and is listed by its status", async () => {
    const audit = await anAuditWith(aLetter());
    await audit.call("DELETE", `/dead-letters/${id}`);

    expect((await audit.shows()).body).toMatchObject({ status: "dropped" });
    const waiting = await audit.call("GET", "/dead-letters?status=waiting");
    expect(waiting.body).toMatchObject({ items: [] });
    const dropped = await audit.call("GET", "/dead-letters?status=dropped");
    expect(dropped.body).toMatchObject({ items: [{ id }] });
  });

  test("of the runtime itself is adopted, each time as a new failure", async () => {
    const audit = await anAudit();
    const raw = { ...anEvent(1), time: first };
    for (let i = 0; i < 2; i++) await audit.call("POST", "/events/dlq-events", raw);
    const own = letterId(deadLetters.adopt?.(raw) ?? aLetter());

    expect((await audit.call("GET", `/dead-letters/${own}`)).body).toMatchObject({
      consumer: "unknown",
      failures: 2,
      error: { name: "Undelivered" },
    });
  });
});

describe("refused", () => {
  test("is a door, whomever it speaks for: letters hold the events of all people", async () => {
    const audit = await anAuditWith(aLetter());
    const door = { [personHeader]: "ada" };

    for (const path of ["/dead-letters", `/dead-letters/${id}`]) {
      expect(await audit.call("GET", path, undefined, door)).toMatchObject({ status: 403 });
    }
    expect(
      await audit.call("POST", `/dead-letters/${id}/replayed`, { revision: 1 }, door),
    ).toMatchObject({ status: 403 });
  });

  test.each(["0000000000000000", "index", "a||b", "x".repeat(300)])(
    "is the id %s, which nothing has",
    async (unknown) => {
      const audit = await anAuditWith(aLetter());
      expect(await audit.call("GET", `/dead-letters/${unknown}`)).toMatchObject({ status: 404 });
      expect(await audit.call("DELETE", `/dead-letters/${unknown}`)).toMatchObject({ status: 404 });
    },
  );

  test.each([0, -1, 1.5, "1", null])("is the revision %j", async (revision) => {
    const audit = await anAuditWith(aLetter());
    expect(await audit.replayed(revision)).toMatchObject({
      status: 422,
      body: { errors: [{ field: "revision" }] },
    });
  });
});

test("when there are too many, settled letters leave the list before those that wait", () => {
  const kept = (n: number, status: KeptLetter["status"]): KeptLetter => ({
    ...aLetter(),
    id: String(n),
    status,
    revision: 1,
    failures: 1,
    kept_at: first,
  });
  let index = letterIndex.parse({ letters: [], unlisted: 0 });
  for (let n = 0; n < lettersListed; n++) {
    index = listed(index, kept(n, n === 7 ? "replayed" : "waiting"));
  }
  index = listed(index, kept(lettersListed, "waiting"));

  expect(index.letters).toHaveLength(lettersListed);
  expect(index.unlisted).toBe(1);
  expect(index.letters.map((letter) => letter.id)).not.toContain("7");
  expect(index.letters.map((letter) => letter.id)).toContain("0");
});
