import { describe, expect, test } from "vitest";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { aReplica } from "../testing/a-replica.ts";
import { parseHead } from "./snapshot.ts";

const keysOf = (sidecar: ReturnType<typeof memorySidecar>, entity: string) =>
  [...sidecar.values().keys()].filter((key) => key.startsWith(`${entity}:`));

const head = (sidecar: ReturnType<typeof memorySidecar>) =>
  parseHead(sidecar.values().get("head:ada"));

/** Twenty commands: tasks that stay, change and go. */
async function lives(replica: ReturnType<typeof aReplica>): Promise<void> {
  for (let i = 0; i < 12; i++) await replica.adds(`a${i}`);
  for (const i of [1, 4, 7]) await replica.does(`c${i}`, { kind: "complete", id: `t-a${i}` });
  for (const i of [2, 5]) await replica.does(`d${i}`, { kind: "delete", id: `t-a${i}` });
  await replica.does("e", { kind: "edit", id: "t-a0", patch: { title: "Changed" } });
  await replica.settled();
}

describe("a snapshot", () => {
  test("gives a cold reader the very same view as the whole log", async () => {
    const sidecar = memorySidecar();
    const warm = aReplica(sidecar);
    await lives(warm);
    expect(head(sidecar).seq).toBeGreaterThan(8);

    const { view: seen, recent: known } = await warm.read("ada");
    const { view, recent } = await aReplica(sidecar).read("ada");

    expect(Object.fromEntries(view.tasks)).toEqual(Object.fromEntries(seen.tasks));
    expect(view.commands).toEqual(seen.commands);
    expect(view.undo).toEqual(seen.undo);
    expect(view.seq).toBe(seen.seq);
    expect(recent).toEqual(known);
  });

  test("spares the cold reader the chunks before it", async () => {
    const sidecar = memorySidecar();
    await lives(aReplica(sidecar));
    const chunksRead: string[] = [];
    sidecar.intercept(({ method, path }) => {
      if (method === "GET" && path.includes("log%3A")) chunksRead.push(path);
      return undefined;
    });

    await aReplica(sidecar).read("ada");

    expect(chunksRead.length).toBeLessThan(keysOf(sidecar, "log").length);
    expect(chunksRead.some((path) => path.endsWith("log%3Aada%3A1"))).toBe(false);
  });

  test("leaves only what its head points at", async () => {
    const sidecar = memorySidecar();
    await lives(aReplica(sidecar));
    const { seq, pages } = head(sidecar);

    expect(new Set(keysOf(sidecar, "snap"))).toEqual(
      new Set([...pages.map((at, page) => `snap:ada:${at}:${page}`), `snap:ada:${seq}:rest`]),
    );
  });

  test("remembers commands, so that one repeated to another replica is not done again", async () => {
    const sidecar = memorySidecar();
    await lives(aReplica(sidecar));
    const cold = aReplica(sidecar);

    expect((await cold.adds("a3")).entries).toEqual([]);
    expect((await cold.tasks()).filter((id) => id === "t-a3")).toHaveLength(1);
  });

  test("that cannot be written costs time and no data", async () => {
    const sidecar = memorySidecar();
    sidecar.intercept(({ method, body }) =>
      method === "POST" && body.includes('"snap:')
        ? { status: 500, headers: {}, body: "full" }
        : undefined,
    );
    const replica = aReplica(sidecar);
    await lives(replica);

    expect(keysOf(sidecar, "head")).toEqual([]);
    expect(replica.ports.logged.map(({ event }) => event)).toContain("snapshot.failed");
    expect(await aReplica(sidecar).tasks()).toEqual(await replica.tasks());
  });
});

test("two replicas that write snapshots by turns agree on every page", async () => {
  const sidecar = memorySidecar();
  const [one, other] = [aReplica(sidecar), aReplica(sidecar)];
  const ids = Array.from({ length: 40 }, (_, i) => `b${String(i).padStart(2, "0")}`);
  for (const [i, id] of ids.entries()) {
    const writer = i % 10 < 5 ? one : other;
    await writer.adds(id);
    if (i % 3 === 0) await writer.does(`x${id}`, { kind: "complete", id: `t-${id}` });
    await writer.settled();
  }

  const cold = await aReplica(sidecar).read("ada");
  const warm = await one.read("ada");

  expect(Object.fromEntries(cold.view.tasks)).toEqual(Object.fromEntries(warm.view.tasks));
  expect(cold.view.tasks.size).toBe(40);
});
