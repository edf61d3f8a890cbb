import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { groupedWrites } from "./grouped-writes.ts";
import { daprState, stateKey } from "./state.ts";
import { memorySidecar } from "./testing/memory-sidecar.ts";
import { ownClock } from "./testing/own-clock.ts";

const key = stateKey("note", "ada");
const isWrite = ({ method, path }: HttpCall) => method === "POST" && !path.endsWith("/bulk");

function counter(sidecar = memorySidecar()) {
  const writes = groupedWrites(daprState(sidecar.send), ownClock(), { parse: Number });
  return { sidecar, add: (n = 1) => writes(key, (before = 0) => before + n), writes };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe("changes of one value", () => {
  test("that wait together go into few writes, and none is lost", async () => {
    const { sidecar, add } = counter();
    let writes = 0;
    sidecar.intercept((call) => {
      if (isWrite(call)) writes++;
      return undefined;
    });

    await Promise.all(times(500, () => add()));

    expect(sidecar.values().get(key)).toBe(500);
    expect(writes).toBeLessThanOrEqual(3);
  });

  test("of several replicas are all counted", async () => {
    const sidecar = memorySidecar();
    const [one, other] = [counter(sidecar), counter(sidecar)];

    for (let i = 0; i < 10; i++) await Promise.all([one.add(), other.add(), one.add()]);

    expect(sidecar.values().get(key)).toBe(30);
  });

  test("that change nothing write nothing", async () => {
    const { sidecar, writes } = counter();
    await writes(key, () => 7);
    sidecar.intercept((call) =>
      isWrite(call) ? { status: 500, headers: {}, body: "" } : undefined,
    );

    expect(await writes(key, (before = 0) => before)).toBe(7);
  });

  test("of which one throws are done without it", async () => {
    const { sidecar, add, writes } = counter();
    const refused = writes(key, () => {
      throw new Error("no");
    });
    const all = await Promise.allSettled([add(), refused, add()]);

    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(sidecar.values().get(key)).toBe(2);
  });
});

describe("a store that does not answer", () => {
  test("is asked ten times, then the change is refused and the next one works", async () => {
    const { sidecar, add } = counter();
    let asked = 0;
    sidecar.intercept(() => {
      asked++;
      return { status: 500, headers: {}, body: "" };
    });
    await expect(add()).rejects.toThrow("state:");
    expect(asked).toBe(10);
    sidecar.intercept(undefined);

    expect(await add()).toBe(1);
  });
});
