import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { isObject } from "./json.ts";
import { openRuntime } from "./runtime.ts";
import { fakeApp, status } from "./testing/fake-app.ts";
import { handClock } from "./testing/hand-clock.ts";
import { subscription } from "./testing/resources.ts";
import { resources } from "./testing/small-resources.ts";

const childPath = join(import.meta.dirname, "testing", "writing-child.ts");

function newFile(): string {
  const dir = mkdtempSync(join(tmpdir(), "runtime-durability-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, "runtime.db");
}

/** The numbers that the child saw acknowledged before it was killed. */
async function acknowledgedUntilKilled(file: string, count: number): Promise<number[]> {
  const child = spawn(process.execPath, [childPath, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const seen: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(Number(line));
    if (seen.length === count) child.kill("SIGKILL");
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, "exit");
  return seen;
}

test("after a kill -9 nothing that was acknowledged is lost", async () => {
  const file = newFile();
  const acknowledged = await acknowledgedUntilKilled(file, 300);
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);

  // Opened again, with one more reader: it starts at the oldest event and so hears all of them.
  const fresh = { ...resources, subscriptions: [subscription("c", "things")] };
  const components = resources.components.map((c) => ({ ...c, scopes: [...c.scopes, "c"] }));
  const runtime = openRuntime({ file, resources: { ...fresh, components } });
  const app = fakeApp();
  runtime.attach("c", app.send);
  await runtime.start();
  await runtime.idle();
  const sidecar = runtime.sidecar("a");
  const values = await Promise.all(
    acknowledged.map(async (n) => {
      const path = `/v1.0/state/statestore/k${n}`;
      return (await sidecar({ method: "GET", path, headers: {}, body: "" })).body;
    }),
  );
  await runtime.close();

  expect(values).toEqual(acknowledged.map(String));
  const heard = new Set(app.bodies("/things").map((event) => isObject(event) && event.data));
  expect(acknowledged.filter((n) => !heard.has(n))).toEqual([]);
});

test("a reader goes on where it stopped, also with what it had failed", async () => {
  const file = newFile();
  const clock = handClock();
  const publish = (n: number) => ({
    method: "POST" as const,
    path: "/v1.0/publish/pubsub/things?metadata.partitionKey=k",
    headers: { "content-type": "application/json" },
    body: String(n),
  });
  const run = async (answer: number, ...published: readonly number[]) => {
    const runtime = openRuntime({ file, resources, clock, onProblem: () => undefined });
    const app = fakeApp();
    app.answer(() => status(answer));
    runtime.attach("b", app.send);
    await runtime.start();
    for (const n of published) await runtime.sidecar("a")(publish(n));
    await runtime.idle();
    await runtime.close();
    return app.bodies("/things").map((event) => isObject(event) && event.data);
  };

  expect(await run(200, 1, 2)).toEqual([1, 2]);
  expect(await run(500, 3)).toEqual([3]);
  expect(await run(200, 4)).toEqual([3, 4]);
  expect(await run(200)).toEqual([]);
});

test("a job outlives the process that took it, and is never early", async () => {
  const file = newFile();
  const clock = handClock();
  const first = openRuntime({ file, resources, clock });
  await first.sidecar("a")({
    method: "POST",
    path: "/v1.0/jobs/later",
    headers: {},
    body: JSON.stringify({ dueTime: "1h", data: { n: 1 } }),
  });
  await first.close();

  const second = openRuntime({ file, resources, clock });
  const app = fakeApp();
  second.attach("a", app.send);
  await second.start();
  await clock.advance(59 * 60_000, second.idle);
  expect(app.calls).toEqual([]);
  await clock.advance(60_000, second.idle);
  expect(app.bodies("/job/later")).toEqual([{ n: 1 }]);
  await second.close();

  const left = new DatabaseSync(file, { readOnly: true });
  expect(left.prepare("SELECT count(*) AS n FROM jobs").get()?.n).toBe(0);
  left.close();
});
