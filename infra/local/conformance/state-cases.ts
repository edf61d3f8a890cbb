import { expect, test } from "vitest";
import type { Suite } from "./target.ts";

// docs: https://docs.dapr.io/reference/api/state_api/

const store = "/v1.0/state/statestore";

/** Single keys. */
export function stateCases({ call }: Suite): void {
  const save = (key: string, value: unknown, more: object = {}) =>
    call("a", "POST", store, [{ key, value, ...more }]);
  const get = (key: string) => call("a", "GET", `${store}/${key}`);
  const etagOf = async (key: string) => (await get(key)).headers.etag ?? "";

  // docs: "Save state", 204
  test("a saved value comes back as JSON", async () => {
    expect((await save("s1", { title: "x" })).status).toBe(204);
    expect(await get("s1")).toMatchObject({ status: 200, body: '{"title":"x"}' });
  });

  // docs: "Get state", response headers
  test("a read carries the ETag", async () => {
    await save("s2", 1);
    expect(await etagOf("s2")).not.toBe("");
  });

  // docs: "Get state", 204 "Key is not found"
  test("a missing key is 204 with an empty body", async () => {
    expect(await get("missing")).toMatchObject({ status: 204, body: "" });
  });

  // docs: "Save state", etag; seen on daprd 1.18.2
  test("a save with the right ETag replaces, with the old one it is 409", async () => {
    await save("s3", 1);
    const etag = await etagOf("s3");
    expect((await save("s3", 2, { etag })).status).toBe(204);
    const late = await save("s3", 3, { etag });
    expect(late.status).toBe(409);
    expect(JSON.parse(late.body)).toMatchObject({ errorCode: "ERR_STATE_SAVE" });
    expect((await get("s3")).body).toBe("2");
  });

  // seen on daprd 1.18.2 (PostgreSQL): an ETag never matches a key that is not there
  test("a save with an ETag does not create", async () => {
    await save("s4-other", 1);
    const etag = await etagOf("s4-other");
    expect((await save("s4", 1, { etag })).status).toBe(409);
    expect((await get("s4")).status).toBe(204);
  });

  // seen on daprd 1.18.2: 409 by PostgreSQL, 400 by Redis, whose ETags are numbers
  test("a save with an ETag of another store's form is refused", async () => {
    await save("s4-strange", 1);
    const strange = await save("s4-strange", 2, { etag: "no etag of any store" });
    expect([400, 409]).toContain(strange.status);
    expect((await get("s4-strange")).body).toBe("1");
  });

  // seen on daprd 1.18.2: a lost first write is a 500 and not a 409
  test("first-write without an ETag creates once", async () => {
    const first = { options: { concurrency: "first-write" } };
    expect((await save("s5", 1, first)).status).toBe(204);
    expect((await save("s5", 2, first)).status).toBe(500);
    expect((await get("s5")).body).toBe("1");
  });

  // docs: "Save state", last-write is the default
  test("without a condition the last write wins", async () => {
    await save("s6", 1);
    await save("s6", 2);
    expect((await get("s6")).body).toBe("2");
  });

  // docs: "Delete state", 204; seen on daprd 1.18.2: also when there is nothing
  test("a delete removes, and a second one is no error", async () => {
    await save("s7", 1);
    expect((await call("a", "DELETE", `${store}/s7`)).status).toBe(204);
    expect((await get("s7")).status).toBe(204);
    expect((await call("a", "DELETE", `${store}/s7`)).status).toBe(204);
  });

  // docs: "Delete state", header If-Match
  test("a delete with the wrong ETag is 409", async () => {
    await save("s8", 1);
    const old = await etagOf("s8");
    await save("s8", 2);
    const answer = await call("a", "DELETE", `${store}/s8`, undefined, { "if-match": old });
    expect(answer.status).toBe(409);
    expect((await get("s8")).body).toBe("2");
  });
}

/** Which keys and stores an app has. */
export function keyCases({ call }: Suite): void {
  const save = (key: string, value: unknown, more: object = {}) =>
    call("a", "POST", store, [{ key, value, ...more }]);
  const get = (key: string) => call("a", "GET", `${store}/${key}`);
  const etagOf = async (key: string) => (await get(key)).headers.etag ?? "";

  // docs: "Get bulk state"
  test("a bulk get gives data and ETag, and an empty entry for a missing key", async () => {
    await save("s9", { n: 1 });
    const answer = await call("a", "POST", `${store}/bulk`, { keys: ["s9", "none"] });
    const found: unknown = JSON.parse(answer.body);
    expect(answer.status).toBe(200);
    expect(found).toContainEqual({ key: "s9", data: { n: 1 }, etag: await etagOf("s9") });
    expect(found).toContainEqual({ key: "none" });
  });

  // docs: "State management overview", key scheme <App ID>||<state key>
  test("another app does not see the key", async () => {
    await save("s10", 1);
    expect((await call("b", "GET", `${store}/s10`)).status).toBe(204);
  });

  // seen on daprd 1.18.2
  test("a key with || is refused", async () => {
    expect((await save("b||s10", 1)).status).toBe(400);
    expect((await get("b%7C%7Cs10")).status).toBe(400);
  });

  // docs: "Save state", metadata ttlInSeconds; seen on daprd 1.18.2
  test("a value with a ttl says when it ends", async () => {
    await save("s11", 1, { metadata: { ttlInSeconds: "60" } });
    const ends = Date.parse((await get("s11")).headers["metadata.ttlexpiretime"] ?? "");
    expect(ends).toBeGreaterThan(0);
  });

  // Dapr source, pkg/messages/predefined.go: ERR_STATE_STORE_NOT_FOUND
  test("an unknown store is 400", async () => {
    const answer = await call("a", "GET", "/v1.0/state/nowhere/k");
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("ERR_STATE_STORE_NOT_FOUND");
  });

  // Dapr source, pkg/messages/predefined.go: ERR_STATE_STORE_NOT_CONFIGURED
  test("an app without a store is told so", async () => {
    const answer = await call("c", "GET", `${store}/k`);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("ERR_STATE_STORE_NOT_CONFIGURED");
  });

  // docs: "Save state", 400
  test("a body that is no list is 400", async () => {
    expect((await call("a", "POST", store, "{")).status).toBe(400);
  });

  // seen on daprd 1.18.2: 400 "stream too large"; 413 says the same better
  test("a body above 4 MiB is refused", async () => {
    const answer = await save("s12", "x".repeat(4 * 1024 * 1024));
    expect([400, 413]).toContain(answer.status);
  });
}

/** Several keys at once. */
export function transactionCases({ call }: Suite): void {
  const transact = (...operations: readonly object[]) =>
    call("a", "POST", `${store}/transaction`, { operations });
  const upsert = (key: string, value: unknown, more: object = {}) => ({
    operation: "upsert",
    request: { key, value, ...more },
  });
  const get = async (key: string) => (await call("a", "GET", `${store}/${key}`)).body;

  // docs: "State transactions"
  test("a transaction writes and deletes together", async () => {
    await transact(upsert("t1", 1), upsert("t2", 2));
    const answer = await transact(upsert("t1", 3), { operation: "delete", request: { key: "t2" } });
    expect(answer.status).toBe(204);
    expect([await get("t1"), await get("t2")]).toEqual(["3", ""]);
  });

  // seen on daprd 1.18.2 (PostgreSQL): 500 and not 409, rolled back
  test("a conflict in a transaction is 500 and undoes all of it", async () => {
    await transact(upsert("t3", 1));
    const old = (await call("a", "GET", `${store}/t3`)).headers.etag;
    await transact(upsert("t3", 2));
    const answer = await transact(upsert("t4", 1), upsert("t3", 3, { etag: old }));
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("ERR_STATE_TRANSACTION");
    expect([await get("t3"), await get("t4")]).toEqual(["2", ""]);
  });

  // seen on daprd 1.18.2
  test("one key twice in a transaction: the last wins", async () => {
    expect((await transact(upsert("t5", 1), upsert("t5", 2))).status).toBe(204);
    expect(await get("t5")).toBe("2");
  });

  test("a value keeps the order of its fields in a transaction", async () => {
    // More than eight fields: a smaller map of Go gives back one order in eight as it was.
    const body = '{"z":1,"m":2,"a":3,"k":4,"b":5,"y":6,"c":7,"x":8,"d":9,"w":10,"e":11,"v":12}';
    await transact(upsert("t7", JSON.parse(body)));
    expect(await get("t7")).toBe(body);
  });

  // docs: error codes, ERR_NOT_SUPPORTED_STATE_OPERATION
  test("an unknown operation is 400", async () => {
    expect((await transact({ operation: "move", request: { key: "t6" } })).status).toBe(400);
  });
}
