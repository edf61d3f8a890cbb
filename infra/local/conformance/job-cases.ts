import { expect, test, vi } from "vitest";
import { status } from "../testing/fake-app.ts";
import type { Suite } from "./target.ts";

// docs: https://docs.dapr.io/reference/api/jobs_api/

/** Calls that the runtime makes at a moment. */
export function jobCases({ call, apps: { a } }: Suite): void {
  const set = (name: string, job: object) => call("a", "POST", `/v1.0/jobs/${name}`, job);
  const fired = (name: string) => a.calls.filter(({ path }) => path === `/job/${name}`);
  const far = { dueTime: "2999-01-01T00:00:00Z", data: { n: 1 } };

  // docs: "Schedule a job"; seen on daprd 1.18.2
  test("a job comes at POST /job/{name} with its data", async () => {
    expect((await set("j1", { dueTime: "0s", data: { hello: 1 } })).status).toBe(204);
    await vi.waitFor(() => expect(fired("j1")).toHaveLength(1), { timeout: 5_000 });
    expect(fired("j1")[0]).toMatchObject({ method: "POST", body: '{"hello":1}' });
  });

  // seen on daprd 1.18.2
  test("a moment that has passed fires at once", async () => {
    await set("j2", { dueTime: "2020-01-01T00:00:00Z", data: 1 });
    await vi.waitFor(() => expect(fired("j2")).toHaveLength(1), { timeout: 5_000 });
  });

  // docs: "Get job data"
  test("a job can be read and taken back", async () => {
    await set("j3", far);
    const read = await call("a", "GET", "/v1.0/jobs/j3");
    expect(read.status).toBe(200);
    expect(JSON.parse(read.body)).toMatchObject({ name: "j3", dueTime: far.dueTime });
    expect((await call("a", "DELETE", "/v1.0/jobs/j3")).status).toBe(204);
    expect((await call("a", "GET", "/v1.0/jobs/j3")).status).toBe(500);
  });

  // docs: "Schedule a job", overwrite; seen on daprd 1.18.2
  test("the same name is 409 unless it overwrites", async () => {
    await set("j4", far);
    expect((await set("j4", far)).status).toBe(409);
    expect((await set("j4", { ...far, overwrite: true })).status).toBe(204);
  });

  // seen on daprd 1.18.2
  test("to take back what is not there is no error", async () => {
    expect((await call("a", "DELETE", "/v1.0/jobs/never")).status).toBe(204);
  });

  // docs: "Schedule a job", repeats
  test("a schedule with repeats fires so often", async () => {
    await set("j5", { schedule: "@every 0.1s", repeats: 2, data: 1 });
    await set("j5-after", { dueTime: "1s", data: 1 });
    await vi.waitFor(() => expect(fired("j5-after")).toHaveLength(1), { timeout: 5_000 });
    expect(fired("j5")).toHaveLength(2);
  });

  // seen on daprd 1.18.2
  test("a cron line of five fields is refused", async () => {
    expect((await set("j6", { schedule: "* * * * *", data: 1 })).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  // docs: "Schedule a job", failurePolicy; seen on daprd 1.18.2
  test.each([
    ["constant", { constant: { interval: "0.05s", maxRetries: 2 } }, 3],
    ["drop", { drop: {} }, 1],
  ])("the failure policy %s decides how often it is tried", async (name, failurePolicy, times) => {
    a.answer(({ path }) => (path === `/job/f-${name}` ? status(500) : undefined));
    await set(`f-${name}`, { dueTime: "0s", data: 1, failurePolicy });
    await vi.waitFor(
      async () => expect((await call("a", "GET", `/v1.0/jobs/f-${name}`)).status).toBe(500),
      { timeout: 5_000 },
    );
    a.answer(() => undefined);
    expect(fired(`f-${name}`)).toHaveLength(times);
  });
}
