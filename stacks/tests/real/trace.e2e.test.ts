import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { asGuest } from "../e2e/person.ts";
import { openWindow } from "../e2e/window.ts";
import { type Collector, startCollector } from "./collector.ts";
import { firstReplica } from "./first-replica.ts";
import { type RealRun, startRun } from "./real-run.ts";

let collector: Collector;
let run: RealRun;
beforeAll(async () => {
  collector = await startCollector();
  run = await startRun({
    tracesTo: collector.url,
    variables: { RATE_LIMIT: "off", LOG_LEVEL: "debug" },
  });
});
afterAll(async () => {
  await run?.close();
  await collector?.close();
});

const traceId = "5eed0000000000000000000000000abc";
const patience = { timeout: 20_000, interval: 50 };

test("one trace leads from a request over the broker to a window", async () => {
  const ada = await asGuest(run.url);
  const window = openWindow(run.url, { token: ada.token });
  await window.opened();
  await vi.waitFor(() => expect(window.frames.length).toBeGreaterThan(0), patience);

  const traceparent = `00-${traceId}-00000000000000ab-01`;
  const answer = await ada.call("POST", "/api/tasks", { title: "Tea" }, { traceparent });
  expect(answer.status).toBe(201);

  // The window is told of it with the trace of the request.
  await vi.waitFor(
    () => expect(window.frames).toContainEqual(expect.objectContaining({ trace_id: traceId })),
    patience,
  );
  window.close();
  // And the collector has seen who took part: the door's call, the owner, and those who listened.
  await vi.waitFor(() => {
    const services = collector.spansOf(traceId).map((span) => span.localEndpoint.serviceName);
    const expected = ["api-gateway", "task", "sync", "audit", "scheduler", "webhook"];
    expect(services).toEqual(expect.arrayContaining(expected));
  }, patience);
  expect(collector.spansOf(traceId).map(({ name }) => name)).toContain("pubsub/task.created");
});

test("a door whose sidecar is gone says so with the trace, and recovers by itself", async () => {
  const ada = await asGuest(run.url);
  const door = firstReplica(run, "api-gateway");
  const trace = "5eed0000000000000000000000000def";
  const traceparent = `00-${trace}-00000000000000ab-01`;

  await door.sidecar.kill();
  const refused = await ada.call("GET", "/api/tasks", undefined, { traceparent });
  expect(refused.status).toBe(503);
  expect(refused.body).toMatchObject({ code: "unavailable", trace_id: trace });
  await vi.waitFor(() => {
    const log = readFileSync(join(run.supervisor.logs, `${door.name}.log`), "utf8");
    const line = log.split("\n").find((one) => one.includes(trace)) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({ level: "error", event: "request.unavailable" });
  }, patience);
  expect(await door.isReady()).toBe(false);

  await door.sidecar.restart();
  await vi.waitFor(async () => expect(await door.isReady()).toBe(true), patience);
  expect((await ada.call("GET", "/api/tasks")).status).toBe(200);
});
