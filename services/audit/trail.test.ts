import { describe, expect, test } from "vitest";
import { trailPage } from "../shared/contracts/api/audit.ts";
import { memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { seeded } from "../shared/kit/testing/seeded.ts";
import { anAudit, anEvent, aTask } from "./testing/an-audit.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function mixed<T>(items: readonly T[], seed: number): T[] {
  const chance = seeded(seed);
  const rest = [...items];
  return items.flatMap(() => rest.splice(chance.below(rest.length), 1));
}

const pageOf = async (audit: Awaited<ReturnType<typeof anAudit>>, query = "", user = "ada") =>
  trailPage.parse((await audit.asks(`/trail${query}`, user)).body);

describe("a trail", () => {
  test("is in order and complete, however events arrive", async () => {
    const audit = await anAudit();
    for (const seq of mixed(numbers(150), 1)) await audit.takes(anEvent(seq));

    const page = await pageOf(audit, "?limit=200");

    expect(page.items.map(({ seq }) => seq)).toEqual(numbers(150).reverse());
    expect(page).toMatchObject({ complete: true, missing: [], last_seq: 150, next_cursor: null });
  });

  test("takes an event that is delivered again once, and keeps the first", async () => {
    const audit = await anAudit();
    await audit.takes(anEvent(1));
    const again = await audit.takes(anEvent(1, { task: aTask("t1", 1, "Forged later") }));

    expect(again).toEqual({ status: "SUCCESS" });
    const { items } = await pageOf(audit);
    expect(items).toMatchObject([{ seq: 1, payload: { title: "Task t1" } }]);
  });

  test("files a batch of 500 in few writes", async () => {
    const sidecar = memorySidecar();
    const audit = await anAudit(sidecar);
    let writes = 0;
    sidecar.intercept(({ method, path }) => {
      if (method === "POST" && path.endsWith("/statestore")) writes++;
      return undefined;
    });

    await audit.takesAll(mixed(numbers(500), 2).map((seq) => anEvent(seq)));

    expect(writes).toBeLessThan(40);
    expect(await pageOf(audit)).toMatchObject({ complete: true, last_seq: 500 });
  });

  test("of two replicas on one store loses nothing", async () => {
    const sidecar = memorySidecar();
    const replicas = [await anAudit(sidecar, "r1"), await anAudit(sidecar, "r2")];

    await Promise.all(numbers(200).map((seq) => replicas[seq % 2]?.takes(anEvent(seq))));

    for (const audit of replicas) {
      expect(await pageOf(audit)).toMatchObject({ complete: true, last_seq: 200 });
    }
  });

  test("names its gaps until they are filled", async () => {
    const audit = await anAudit();
    for (const seq of numbers(130))
      if (![3, 64, 127].includes(seq)) await audit.takes(anEvent(seq));
    expect(await pageOf(audit)).toMatchObject({ complete: false, missing: [3, 64, 127] });

    for (const seq of [127, 3, 64]) await audit.takes(anEvent(seq));

    expect(await pageOf(audit)).toMatchObject({ complete: true, missing: [] });
  });

  test("is told in parts that together are all of it", async () => {
    const audit = await anAudit();
    await audit.takesAll(numbers(100).map((seq) => anEvent(seq)));
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await pageOf(audit, `?limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ seq }) => seq));
      cursor = page.next_cursor;
    }

    expect(seen).toEqual(numbers(100).reverse());
  });

  test("is shown by task, type and time", async () => {
    const audit = await anAudit();
    await audit.takes(anEvent(1));
    await audit.takes(anEvent(2, { type: "task.updated", task: aTask("t1", 2) }));
    await audit.takes(anEvent(3, { timestamp: "2026-01-06T08:00:00.000Z" }));
    const seqs = async (query: string) => (await pageOf(audit, query)).items.map(({ seq }) => seq);

    expect(await seqs("?aggregate_id=t1")).toEqual([2, 1]);
    expect(await seqs("?event_type=task.updated")).toEqual([2]);
    expect(await seqs("?from=2026-01-06")).toEqual([3]);
    expect(await seqs("?to=2026-01-06")).toEqual([2, 1]);
  });

  test("is nobody else's", async () => {
    const audit = await anAudit();
    await audit.takes(anEvent(1));

    expect(await pageOf(audit, "", "eve")).toMatchObject({ items: [], last_seq: 0 });
    expect(await audit.call("GET", "/trail")).toMatchObject({ status: 403 });
  });
});

describe("an event", () => {
  test.each([
    ["of another person than its id", anEvent(1, { event_id: "eve:1" })],
    ["at position 0", anEvent(0)],
    ["at a position that nobody reaches", anEvent(10_000_001)],
    ["that does not fit its contract", anEvent(1, { payload: { id: "t1" } })],
  ])("%s is set aside and not filed", async (_title, event) => {
    const audit = await anAudit();

    expect(await audit.takes(event)).toEqual({ status: "SUCCESS" });
    expect(audit.sidecar.published).toMatchObject([{ topic: "dlq-events" }]);
    expect(audit.sidecar.values().size).toBe(0);
  });
});

test("a replay gives what folding the log gives: the latest of each task, without deleted ones", async () => {
  const audit = await anAudit();
  const history = [
    anEvent(1, { task: aTask("a") }),
    anEvent(2, { task: aTask("b") }),
    anEvent(3, { type: "task.updated", task: aTask("a", 2, "Changed") }),
    anEvent(4, { type: "task.deleted", task: aTask("b", 2) }),
    anEvent(5, { task: aTask("c") }),
    anEvent(6, { type: "task.completed", task: aTask("c", 2, "Done") }),
  ];
  for (const event of mixed(history, 5)) await audit.takes(event);

  expect((await audit.asks("/replay")).body).toMatchObject({
    seq: 6,
    complete: true,
    tasks: [
      { id: "a", title: "Changed", version: 2 },
      { id: "c", title: "Done", version: 2 },
    ],
    next_cursor: null,
  });
});

test.each([
  ["limit=0", "limit"],
  ["limit=-1", "limit"],
  ["limit=201", "limit"],
  ["limit=1e2", "limit"],
  ["limit=NaN", "limit"],
  ["limit=1&limit=2", "limit"],
  ["cursor=0", "cursor"],
  ["cursor=9999999999999999", "cursor"],
  ["aggregate_id=a||b", "aggregate_id"],
  ["aggregate_id=../x", "aggregate_id"],
  ["event_type=dlq-events", "event_type"],
  ["from=yesterday", "from"],
  ["from=2026-01-06&to=2026-01-05", "to"],
  ["user_id=eve", "user_id"],
  ["__proto__=x", "__proto__"],
])("the query %s is refused by the name of its field", async (query, field) => {
  const audit = await anAudit();

  expect(await audit.asks(`/trail?${query}`)).toMatchObject({
    status: 422,
    body: { errors: [{ field }] },
  });
});
