import { z } from "zod";
import type { Send } from "../../components/model/http.ts";
import { eventRoute, pubsubName, stateStoreName } from "../../components/model/names.ts";
import type { Runtime } from "../../infra/local/runtime.ts";
import { onRuntime } from "./a-runtime.ts";
import type { Group } from "./group.ts";
import { repeated, together } from "./measure.ts";
import type { Figure } from "./report.ts";
import { percentile } from "./statistics.ts";

const topic = "task.created";
const reader = "audit";
const inFlight = 32;

/** What the embedded runtime itself takes, for comparison. */
export const runtime: Group = {
  says: "The embedded runtime alone, called in its process, its file on disk.",
  async run({ mode, progress }) {
    const times = mode === "quick" ? 200 : 3_000;
    const inbox = arrivals();
    return onRuntime(
      async (opened) => {
        progress(`state, ${times} times each`);
        const state = await stateFigures(opened, times);
        progress(`publish, ${times} times`);
        const task = opened.sidecar("task");
        const delays = await repeated(times, async (i) => {
          const arrived = inbox.next(String(i));
          await publish(task, String(i));
          await arrived;
        });
        return [...state, ...percentiles("publish -> delivery", delays)];
      },
      (opened) => opened.attach(reader, inbox.app),
    );
  },
};

const percentiles = (name: string, ms: readonly number[]): Figure[] => [
  { name: `${name} p50`, value: percentile(ms, 0.5), unit: "ms" },
  { name: `${name} p95`, value: percentile(ms, 0.95), unit: "ms" },
];

async function stateFigures(opened: Runtime, times: number): Promise<Figure[]> {
  const sidecar = opened.sidecar("task");
  const root = `/v1.0/state/${stateStoreName}`;
  const headers = { "content-type": "application/json" };
  const save = (i: number) => {
    const body = JSON.stringify([{ key: `bench:ada:${i % 1_000}`, value: "x".repeat(400) }]);
    return accepted(sidecar, { method: "POST", path: root, headers, body });
  };
  const get = (i: number) =>
    accepted(sidecar, {
      method: "GET",
      path: `${root}/bench:ada:${i % 1_000}`,
      headers: {},
      body: "",
    });
  await repeated(times, save);
  const saves = percentiles("state save", await repeated(times, save));
  const gets = percentiles("state get", await repeated(times, get));
  const rate = async (name: string, work: (i: number) => Promise<unknown>): Promise<Figure> => ({
    name: `${name}, ${inFlight} in flight`,
    value: (times * 4) / (await together(times * 4, inFlight, work)),
    unit: "/s",
  });
  return [...saves, ...gets, await rate("state save", save), await rate("state get", get)];
}

const publish = (sidecar: Send, id: string) =>
  accepted(sidecar, {
    method: "POST",
    path: `/v1.0/publish/${pubsubName}/${topic}?metadata.partitionKey=ada`,
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify({ specversion: "1.0", id, type: topic, source: "task", data: {} }),
  });

async function accepted(sidecar: Send, call: Parameters<Send>[0]): Promise<void> {
  const { status, body } = await sidecar(call);
  // A value that is not there is a 204: finding nothing must not pass for a quick answer.
  if (status >= 300 || (call.method === "GET" && status !== 200))
    throw new Error(`${call.method} ${call.path}: ${status} ${body}`);
}

/** An app that takes every event and tells whoever waits for it. */
function arrivals() {
  const waiting = new Map<string, () => void>();
  const took = ({ id }: { readonly id: string }) => {
    waiting.get(id)?.();
    waiting.delete(id);
  };
  const app: Send = async ({ path, body }) => {
    if (path !== eventRoute(topic)) return { status: 404, headers: {}, body: "" };
    const given = delivery.parse(JSON.parse(body));
    if ("id" in given) {
      took(given);
      return { status: 200, headers: {}, body: '{"status":"SUCCESS"}' };
    }
    for (const { event } of given.entries) took(event);
    const statuses = given.entries.map(({ entryId }) => ({ entryId, status: "SUCCESS" }));
    return { status: 200, headers: {}, body: JSON.stringify({ statuses }) };
  };
  const next = (id: string) =>
    new Promise<void>((resolve) => {
      waiting.set(id, resolve);
    });
  return { app, next };
}

const event = z.object({ id: z.string() });
/** One event, or a batch of them. */
const delivery = z.union([
  z.object({ entries: z.array(z.object({ entryId: z.string(), event })) }),
  event,
]);
