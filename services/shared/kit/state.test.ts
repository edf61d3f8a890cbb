import { describe, expect, test } from "vitest";
import { ConflictError, RetryableError } from "./errors.ts";
import { daprState, stateKey } from "./state.ts";
import { memorySidecar } from "./testing/memory-sidecar.ts";

const key = stateKey("note", "ada", 1);
const answering = (status: number, body = "") =>
  daprState(async () => ({ status, headers: {}, body }));

describe("a value", () => {
  test("is written first by one only", async () => {
    const state = daprState(memorySidecar().send);
    await state.set(key, { a: 1 }, { when: "absent" });

    await expect(state.set(key, { a: 2 }, { when: "absent" })).rejects.toThrow(RetryableError);
    expect((await state.get(key))?.value).toEqual({ a: 1 });
  });

  test("is replaced only in the version that was read", async () => {
    const state = daprState(memorySidecar().send);
    await state.set(key, 1, { when: "none" });
    const { etag = "" } = (await state.get(key)) ?? {};
    await state.set(key, 2, { when: { etag } });

    await expect(state.set(key, 3, { when: { etag } })).rejects.toThrow(ConflictError);
    expect((await state.get(key))?.value).toBe(2);
  });

  test("disappears after its time", async () => {
    let now = 0;
    const state = daprState(memorySidecar(() => now).send);
    await state.set(key, 1, { when: "none", ttlSeconds: 10 });
    now = 9_999;
    expect(await state.get(key)).toBeDefined();
    now = 10_000;
    expect(await state.get(key)).toBeUndefined();
  });

  test("can be deleted, also twice", async () => {
    const state = daprState(memorySidecar().send);
    await state.set(key, 1, { when: "none" });
    await state.delete(key);
    await state.delete(key);
    expect(await state.get(key)).toBeUndefined();
  });
});

test("many are read in pages of 64, in the order that was asked, with holes", async () => {
  const sidecar = memorySidecar();
  const state = daprState(sidecar.send);
  const keys = Array.from({ length: 150 }, (_, i) => stateKey("note", "ada", i));
  for (const [i, each] of keys.entries()) if (i % 2) await state.set(each, i, { when: "none" });
  let calls = 0;
  sidecar.intercept(({ path }) => {
    if (path.endsWith("/bulk")) calls++;
    return undefined;
  });

  const found = await state.getMany(keys);

  expect(found.map((stored) => stored?.value)).toEqual(keys.map((_, i) => (i % 2 ? i : undefined)));
  expect(calls).toBe(3);
});

describe("a store that fails", () => {
  test("is never taken for one that is empty", async () => {
    await expect(answering(500).get(key)).rejects.toThrow(RetryableError);
    await expect(answering(500).getMany([key])).rejects.toThrow(RetryableError);
    await expect(answering(500).delete(key)).rejects.toThrow(RetryableError);
  });

  test("for one key of many fails the whole question", async () => {
    const body = JSON.stringify([{ key, error: "timeout" }]);
    await expect(answering(200, body).getMany([key])).rejects.toThrow("timeout");
  });
});
