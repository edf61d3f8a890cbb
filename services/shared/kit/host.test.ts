import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { RetryableError } from "./errors.ts";
import { host } from "./host.ts";
import { Problem } from "./problem.ts";
import { aRevocation, sample } from "./testing/a-service.ts";
import { memorySidecar } from "./testing/memory-sidecar.ts";
import { ownPorts } from "./testing/own-ports.ts";

const appToken = "the runtime's own token";
const token = { "dapr-api-token": appToken };

async function aHost(settings: { readonly appToken?: string } = { appToken }) {
  const done: string[] = [];
  const sidecar = memorySidecar();
  const ports = ownPorts(sidecar.send, settings);
  const routes = new Hono()
    .get("/inside", (c) => c.text("inside"))
    .get("/api/sample", (c) => c.text("door"))
    .get("/api/sample/refused", () => {
      throw new Problem("conflict", { detail: "not now" });
    })
    .get("/api/sample/away", () => {
      throw new RetryableError("store: secret host name");
    })
    .get("/api/sample/broken", () => {
      throw new Error("secret detail");
    });
  const running = await host(sample, () => ({
    on: { "session.revoked": async ({ id }) => void done.push(id) },
    every: { sweep: async () => void done.push("sweep") },
    jobs: { ring: async (data) => void done.push(`ring ${JSON.stringify(data)}`) },
    routes,
  })).start(ports);
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown) =>
    running.fetch(
      new Request(`http://sample${path}`, {
        headers,
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      }),
    );
  return { ask, done, sidecar, ports };
}

const runtimeRoutes = ["/events/session.revoked", "/sweep", "/job/ring-1"] as const;

describe("the runtime's routes", () => {
  test.each(runtimeRoutes)("%s refuses who has no token", async (path) => {
    const { ask, done } = await aHost();
    expect((await ask(path, {}, aRevocation("s1"))).status).toBe(403);
    expect((await ask(path, { "dapr-api-token": "wrong" }, aRevocation("s1"))).status).toBe(403);
    expect(done).toEqual([]);
  });

  test.each(runtimeRoutes)("%s refuses other apps, although they carry the token", async (path) => {
    const { ask, done } = await aHost();
    const caller = { ...token, "dapr-caller-app-id": "chat" };
    expect((await ask(path, caller, aRevocation("s1"))).status).toBe(403);
    expect(done).toEqual([]);
  });

  test("do what the runtime asks", async () => {
    const { ask, done } = await aHost();
    const event = await ask("/events/session.revoked", token, aRevocation("s1"));
    expect(await event.json()).toEqual({ status: "SUCCESS" });
    await ask("/sweep", token, {});
    await ask("/job/ring-1", token, { a: 1 });
    expect(done).toEqual(["s1", "sweep", 'ring {"a":1}']);
  });

  test("answer a batch entry by entry", async () => {
    const { ask } = await aHost();
    const entries = [
      { entryId: "a", event: aRevocation("s1") },
      { entryId: "b", event: aRevocation("s2", { wrong: true }) },
    ];
    const answer = await ask("/events/session.revoked", token, { entries });
    expect(await answer.json()).toEqual({
      statuses: [
        { entryId: "a", status: "SUCCESS" },
        { entryId: "b", status: "SUCCESS" },
      ],
    });
  });

  test("let go of what else is in a stream, also of a batch of it", async () => {
    const { ask } = await aHost();
    const one = await ask("/events/ignored", token, { type: "other" });
    expect(await one.json()).toEqual({ status: "SUCCESS" });
    const batch = { entries: [{ entryId: "a", event: { type: "other" } }] };
    const answer = await ask("/events/ignored", token, batch);
    expect(await answer.json()).toEqual({ statuses: [{ entryId: "a", status: "SUCCESS" }] });
  });
});

describe("the other routes", () => {
  test("inside are reached through the sidecar alone, doors by everybody", async () => {
    const { ask } = await aHost();
    expect((await ask("/inside")).status).toBe(403);
    expect((await ask("/inside", token)).status).toBe(200);
    expect((await ask("/api/sample")).status).toBe(200);
    expect((await ask("/api/samples")).status).toBe(403);
  });

  test("that are not there are a problem, too", async () => {
    const { ask } = await aHost();
    const answer = await ask("/api/sample/none");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ status: 404, code: "not_found" });
  });

  test("that are there with another method say with which", async () => {
    const { ask } = await aHost();
    const answer = await ask("/api/sample", {}, {});
    expect(answer.headers.get("allow")).toBe("GET");
    expect(await answer.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
  });

  test.each([
    ["refused", 409, "not now"],
    ["away", 503, "try again in a moment"],
    ["broken", 500, "quote the trace_id when you report it"],
  ])("that are %s answer a problem without inner detail", async (path, status, detail) => {
    const { ask, ports } = await aHost();
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const answer = await ask(`/api/sample/${path}`, { traceparent });
    const text = await answer.text();

    expect(answer.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ detail, trace_id: "a".repeat(32) });
    expect(text).not.toContain("secret");
    expect(ports.logged).toHaveLength(status >= 500 ? 1 : 0);
  });
});

describe("probes", () => {
  test("need no token", async () => {
    const { ask } = await aHost();
    for (const path of ["/health", "/readiness", "/metrics"]) {
      expect((await ask(path)).status).toBe(200);
    }
  });

  test("are ready only with the sidecar", async () => {
    const { ask, sidecar } = await aHost();
    sidecar.intercept(() => ({ status: 500, headers: {}, body: "" }));
    expect((await ask("/readiness")).status).toBe(503);
    expect((await ask("/health")).status).toBe(200);
  });

  test("are ready only with the store", async () => {
    const { ask, sidecar } = await aHost();
    sidecar.intercept(({ path }) =>
      path.startsWith("/v1.0/state/") ? { status: 500, headers: {}, body: "away" } : undefined,
    );
    const answer = await ask("/readiness");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      detail: 'the store "statestore" does not answer: see that it runs and can be reached',
    });
  });

  test("measure requests by route and events by outcome", async () => {
    const { ask } = await aHost();
    await ask("/events/session.revoked", token, aRevocation("s1"));
    const text = await (await ask("/metrics")).text();
    expect(text).toMatch(/nudge_events_total\{.*outcome="done".*\} 1/);
    expect(text).toContain('route="/events/session.revoked"');
  });
});
