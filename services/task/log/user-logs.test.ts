import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { memorySidecar } from "../../shared/kit/testing/memory-sidecar.ts";
import { aReplica, smallLimits } from "../testing/a-replica.ts";
import { parseChunk } from "./chunk.ts";

const isChunkWrite = ({ method, path, body }: HttpCall) =>
  method === "POST" && path.endsWith("/statestore") && body.includes('"log:');

const names = (count: number, prefix = "c") =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, "0")}`);

/** All entries of a person's log, as the store keeps them. */
function stored(sidecar: ReturnType<typeof memorySidecar>, user = "ada") {
  return [...sidecar.values()]
    .filter(([key]) => key.startsWith(`log:${user}:`))
    .sort(([a], [b]) => Number(a.split(":")[2]) - Number(b.split(":")[2]))
    .map(([, value]) => parseChunk(value).entries);
}

describe("one replica", () => {
  test("writes commands that wait together in one write", async () => {
    const sidecar = memorySidecar();
    let writes = 0;
    sidecar.intercept((call) => {
      if (isChunkWrite(call)) writes++;
      return undefined;
    });
    const replica = aReplica(sidecar, { ...smallLimits, entriesFull: 100 });

    await Promise.all(names(50).map((id) => replica.adds(id)));

    expect(await replica.tasks()).toEqual(names(50).map((id) => `t-${id}`));
    expect(writes).toBeLessThanOrEqual(2);
  });

  test("begins a chunk when one is full, and numbers entries without a gap", async () => {
    const sidecar = memorySidecar();
    const replica = aReplica(sidecar);

    await Promise.all(names(10).map((id) => replica.adds(id)));

    const chunks = stored(sidecar);
    expect(chunks.map((entries) => entries.length)).toEqual([4, 4, 2]);
    expect(chunks.flat().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("answers a repeated command from what it did, and refuses another under its id", async () => {
    const replica = aReplica(memorySidecar());
    const first = await replica.adds("a");
    const again = await replica.adds("a");

    expect(first.entries).toHaveLength(1);
    expect(again.entries).toEqual([]);
    expect(again.record?.tasks).toEqual(["t-a"]);
    await expect(replica.does("a", { kind: "delete", id: "t-a" })).rejects.toThrow(
      "Idempotency-Key",
    );
    expect(await replica.tasks()).toEqual(["t-a"]);
  });

  test("refuses one of the commands that wait together without harm to the others", async () => {
    const replica = aReplica(memorySidecar());

    const outcomes = await Promise.allSettled([
      replica.adds("a"),
      replica.does("x", { kind: "complete", id: "t-none" }),
      replica.adds("b"),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await replica.tasks()).toEqual(["t-a", "t-b"]);
  });

  test("keeps people apart", async () => {
    const replica = aReplica(memorySidecar());
    await Promise.all([replica.adds("a", "ada"), replica.adds("b", "bob")]);

    expect(await replica.tasks("ada")).toEqual(["t-a"]);
    expect(await replica.tasks("bob")).toEqual(["t-b"]);
  });
});

describe("two replicas on one store", () => {
  test("lose no command and make none twice", async () => {
    const sidecar = memorySidecar();
    const replicas = [aReplica(sidecar), aReplica(sidecar)];
    const ids = names(40);

    await Promise.all(ids.map((id, i) => replicas[i % 2]?.adds(id)));

    const expected = ids.map((id) => `t-${id}`);
    const seqs = stored(sidecar)
      .flat()
      .map(({ seq }) => seq);
    expect(seqs).toEqual(ids.map((_, i) => i + 1));
    for (const replica of [...replicas, aReplica(sidecar)]) {
      expect(await replica.tasks()).toEqual(expected);
    }
  });

  test("take a command that both were sent only once", async () => {
    const sidecar = memorySidecar();
    const [one, other] = [aReplica(sidecar), aReplica(sidecar)];

    const both = await Promise.all([one.adds("a"), other.adds("a")]);

    expect(both.map(({ entries }) => entries.length).sort()).toEqual([0, 1]);
    expect(stored(sidecar).flat()).toHaveLength(1);
  });

  test("see at once what the other one wrote", async () => {
    const sidecar = memorySidecar();
    const [one, other] = [aReplica(sidecar), aReplica(sidecar)];
    for (const id of names(9)) {
      await one.adds(id);
      expect(await other.tasks()).toContain(`t-${id}`);
    }
  });
});

describe("a store that does not answer well", () => {
  /** The write happens, but its answer is lost: once. */
  function losingOneReply(sidecar: ReturnType<typeof memorySidecar>) {
    let lost = 0;
    return {
      lost: () => lost,
      send: async (call: HttpCall) => {
        const answer = await sidecar.send(call);
        if (!isChunkWrite(call) || lost > 0) return answer;
        lost++;
        return { status: 500, headers: {}, body: "timeout" };
      },
    };
  }

  test("a write whose answer was lost counts once", async () => {
    const sidecar = memorySidecar();
    const wire = losingOneReply(sidecar);
    const replica = aReplica(wire);

    await replica.adds("a");

    expect(wire.lost()).toBe(1);
    expect(stored(sidecar).flat()).toHaveLength(1);
    expect(await replica.tasks()).toEqual(["t-a"]);
  });

  test("a write that never goes through is refused in the end, and the next one works", async () => {
    const sidecar = memorySidecar();
    const replica = aReplica(sidecar);
    sidecar.intercept((call) =>
      isChunkWrite(call) ? { status: 500, headers: {}, body: "down" } : undefined,
    );
    await expect(replica.adds("a")).rejects.toThrow("too many places");
    sidecar.intercept(undefined);

    await replica.adds("b");

    expect(await replica.tasks()).toEqual(["t-b"]);
  });

  test("a log with a hole is not read as if it were whole", async () => {
    const sidecar = memorySidecar();
    const replica = aReplica(sidecar);
    await replica.adds("a");
    const [[first] = []] = stored(sidecar);
    const chunk = { full: false, bytes: 1, entries: [{ ...first, seq: 3 }] };
    await sidecar.send({
      method: "POST",
      path: "/v1.0/state/statestore",
      headers: {},
      body: JSON.stringify([{ key: "log:ada:1", value: chunk }]),
    });

    await expect(aReplica(sidecar).tasks()).rejects.toThrow("the log jumps from 0 to 3");
  });
});
