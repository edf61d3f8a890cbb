import { expect, test, vi } from "vitest";
import { isObject } from "../json.ts";
import { ok, status } from "../testing/fake-app.ts";
import type { Suite } from "./target.ts";

// docs: https://docs.dapr.io/reference/api/pubsub_api/

const to = (topic: string, query = "") => `/v1.0/publish/pubsub/${topic}${query}`;
const cloudEvents = { "content-type": "application/cloudevents+json" };
const event = (id: string, more: object = {}) => ({
  specversion: "1.0",
  id,
  type: "t",
  source: "me",
  data: 1,
  ...more,
});
const byName = (x: string, y: string) => x.localeCompare(y);
const withId = (id: string) => expect.objectContaining({ id });

/** What a publisher is told, and what becomes of what it sent. */
export function publishCases({ call, apps: { b } }: Suite): void {
  const arrived = (path: string, wanted: unknown) =>
    vi.waitFor(() => expect(b.bodies(path)).toContainEqual(wanted), { timeout: 5_000 });

  // docs: "Publish a message", CloudEvents wrapping
  test("plain JSON arrives wrapped in a CloudEvent", async () => {
    expect((await call("a", "POST", to("plain"), { wrapped: 1 })).status).toBe(204);
    await arrived(
      "/plain",
      expect.objectContaining({
        data: { wrapped: 1 },
        datacontenttype: "application/json",
        pubsubname: "pubsub",
        topic: "plain",
        source: "a",
        specversion: "1.0",
        type: "com.dapr.event.sent",
      }),
    );
  });

  // docs: "Publishing & subscribing messages with CloudEvents"
  test("plain text arrives as text", async () => {
    await call("a", "POST", to("plain"), "hello", { "content-type": "text/plain" });
    await arrived("/plain", expect.objectContaining({ data: "hello" }));
  });

  // docs: "CloudEvents", own events; seen on daprd 1.18.2
  test("an own CloudEvent keeps id, type, source, subject and extensions", async () => {
    const own = event("own-1", { subject: "s", sequence: "7" });
    await call("a", "POST", to("plain"), own, cloudEvents);
    await arrived("/plain", expect.objectContaining(own));
  });

  // seen on daprd 1.18.2: what stands in the event is overwritten
  test("the trace is the call's and not the event's", async () => {
    const [mine, calls] = ["a", "b"].map((d) => `00-${d.repeat(32)}-${d.repeat(16)}-01`);
    await call("a", "POST", to("plain"), event("trace-1", { traceparent: mine }), {
      ...cloudEvents,
      traceparent: calls ?? "",
    });
    await arrived("/plain", withId("trace-1"));
    const got = b.bodies("/plain").find((e) => isObject(e) && e.id === "trace-1");
    expect(isObject(got) && String(got.traceparent).slice(3, 35)).toBe("b".repeat(32));
  });

  // docs: "CloudEvents", overriding fields
  test("metadata replaces fields of the envelope", async () => {
    await call("a", "POST", to("plain", "?metadata.cloudevent.id=given"), 1);
    await arrived("/plain", withId("given"));
  });

  // docs: "Publish multiple messages"
  test("a bulk publish delivers each entry", async () => {
    const entries = ["e1", "e2"].map((entryId) => ({
      entryId,
      event: { entry: entryId },
      contentType: "application/json",
    }));
    const answer = await call("a", "POST", "/v1.0/publish/bulk/pubsub/plain", entries);
    expect(answer.status).toBe(204);
    await arrived("/plain", expect.objectContaining({ data: { entry: "e1" } }));
    await arrived("/plain", expect.objectContaining({ data: { entry: "e2" } }));
  });

  // docs: "Publish multiple messages", 400
  test("a bulk entry without an id is 400", async () => {
    const answer = await call("a", "POST", "/v1.0/publish/bulk/pubsub/plain", [{ event: 1 }]);
    expect(answer.status).toBe(400);
  });

  // docs: error codes, ERR_PUBSUB_NOT_FOUND
  test("an unknown pubsub is 404", async () => {
    expect((await call("a", "POST", "/v1.0/publish/nowhere/plain", 1)).status).toBe(404);
  });

  // docs: "Scope Pub/sub topic access"
  test("an app that its scope does not let publish is 403", async () => {
    expect((await call("c", "POST", to("plain"), 1)).status).toBe(403);
    expect((await call("b", "POST", to("plain"), 1)).status).toBe(403);
    expect((await call("b", "POST", to("dead"), 1)).status).toBe(204);
  });

  // docs: "Scope Pub/sub topic access", allowedTopics
  test("a topic that is not allowed is 403", async () => {
    expect((await call("a", "POST", to("forbidden"), 1)).status).toBe(403);
  });
}

/** What the reader gets. */
export function deliveryCases({ call, apps: { b } }: Suite): void {
  const publish = (topic: string, one: object, key = "k") =>
    call("a", "POST", to(topic, `?metadata.partitionKey=${key}`), one, cloudEvents);
  const arrived = (path: string, wanted: unknown) =>
    vi.waitFor(() => expect(b.bodies(path)).toContainEqual(wanted), { timeout: 5_000 });
  const times = (path: string, id: string) =>
    b.bodies(path).filter((e) => isObject(e) && e.id === id).length;

  // docs: "How-To: Route messages"
  test("a rule on the type chooses the route, and the rest takes the default", async () => {
    await publish("routed", event("r1", { type: "special" }));
    await publish("routed", event("r2"));
    await arrived("/special", withId("r1"));
    await arrived("/rest", withId("r2"));
    expect(times("/rest", "r1")).toBe(0);
  });

  // seen on daprd 1.18.2: one at a time per partition, in order
  test("events of one key arrive in order", async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `o${n}`);
    for (const id of ids) await publish("plain", event(id, { type: "ordered" }), "one");
    await arrived("/plain", withId("o19"));
    const got = b.bodies("/plain").filter((e) => isObject(e) && e.type === "ordered");
    expect(got.map((e) => isObject(e) && e.id)).toEqual(ids);
  });

  // seen on daprd 1.18.2
  test("a delivery has the headers of an event", async () => {
    await publish("plain", event("h1"), "key-1");
    await arrived("/plain", withId("h1"));
    const delivery = b.calls.find(({ body }) => body.includes('"h1"'));
    expect(delivery?.headers["content-type"]).toContain("application/cloudevents+json");
    expect(delivery?.headers.pubsubname).toBe("pubsub");
  });
}

/** What the reader's answers lead to. */
export function verdictCases({ call, apps: { b } }: Suite): void {
  const publish = (topic: string, one: object, key = "k") =>
    call("a", "POST", to(topic, `?metadata.partitionKey=${key}`), one, cloudEvents);
  const arrived = (path: string, wanted: unknown) =>
    vi.waitFor(() => expect(b.bodies(path)).toContainEqual(wanted), { timeout: 5_000 });
  const times = (path: string, id: string) =>
    b.bodies(path).filter((e) => isObject(e) && e.id === id).length;

  // docs: "Expected HTTP response", RETRY; seen on daprd 1.18.2: retries, then the dead letters
  test.each([
    ["RETRY", () => ok({ status: "RETRY" }), 3],
    ["an unknown status", () => ok({ status: "WHAT" }), 3],
    ["500", () => status(500), 3],
    ["400", () => status(400), 3],
    ["DROP", () => ok({ status: "DROP" }), 1],
    ["404", () => status(404), 1],
  ] as const)("after %s an event ends in the dead letters", async (name, answer, attempts) => {
    const id = `dead-${name}`;
    b.answer(({ path }) => (path === "/aside" ? answer() : undefined));
    await publish("aside", event(id));
    await arrived("/dead", withId(id));
    b.answer(() => undefined);
    expect(times("/aside", id)).toBe(attempts);
  });

  // docs: "Expected HTTP response"; seen on daprd 1.18.2
  test.each([
    ["SUCCESS", () => ok({ status: "SUCCESS" })],
    ["an empty body", () => status(200)],
    ["text", () => ({ status: 200, headers: {}, body: "thanks" })],
  ] as const)("after %s an event is done", async (name, answer) => {
    b.answer(({ path }) => (path === "/aside" ? answer() : undefined));
    await publish("aside", event(`done-${name}`));
    await publish("aside", event(`after-${name}`));
    await arrived("/aside", withId(`after-${name}`));
    b.answer(() => undefined);
    expect(times("/aside", `done-${name}`)).toBe(1);
    expect(times("/dead", `done-${name}`)).toBe(0);
  });

  // docs: "Subscribe bulk messages"; seen on daprd 1.18.2
  test("a bulk reader is sent again only what failed", async () => {
    const entries: { readonly id: string; readonly failed: boolean }[] = [];
    b.answer((delivery) => {
      if (delivery.path !== "/bulk") return undefined;
      const body: unknown = JSON.parse(delivery.body);
      const listed: readonly unknown[] =
        isObject(body) && Array.isArray(body.entries) ? body.entries : [];
      const statuses = listed.filter(isObject).map(({ entryId, event: inside }) => {
        const id = isObject(inside) ? String(inside.id) : "";
        const failed = id === "b2" && !entries.some((e) => e.id === "b2");
        entries.push({ id, failed });
        return { entryId, status: failed ? "RETRY" : "SUCCESS" };
      });
      return ok({ statuses });
    });
    for (const id of ["b1", "b2", "b3"]) await publish("bulk", event(id));
    const taken = () => entries.filter(({ failed }) => !failed).map(({ id }) => id);
    // A real runtime collects for a while before it hands over a batch.
    await vi.waitFor(() => expect(taken().toSorted(byName)).toEqual(["b1", "b2", "b3"]), {
      timeout: 5_000,
    });
    b.answer(() => undefined);
    expect(entries.map(({ id }) => id).toSorted(byName)).toEqual(["b1", "b2", "b2", "b3"]);
  });
}
