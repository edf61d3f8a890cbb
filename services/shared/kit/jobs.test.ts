import { expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { RetryableError } from "./errors.ts";
import { daprJobs, jobName } from "./jobs.ts";

const at = "2026-01-05T08:00:00.000Z";

test("a job is set with its moment, its data, no end of life, and retries without a maximum", async () => {
  const calls: HttpCall[] = [];
  const jobs = daprJobs(async (call) => {
    calls.push(call);
    return { status: 204, headers: {}, body: "" };
  });
  await jobs.set("ring", "r1", { at, data: { id: "r1" } });
  await jobs.cancel("ring", "r1");

  expect(calls.map(({ method, path }) => [method, path])).toEqual([
    ["POST", "/v1.0/jobs/ring-r1"],
    ["DELETE", "/v1.0/jobs/ring-r1"],
  ]);
  expect(JSON.parse(calls[0]?.body ?? "")).toEqual({
    dueTime: at,
    data: { id: "r1" },
    overwrite: true,
    failurePolicy: { constant: { interval: "1s" } },
  });
});

test("a scheduler that does not take a job is to be asked again", async () => {
  const jobs = daprJobs(async () => ({ status: 500, headers: {}, body: "no leader" }));
  await expect(jobs.set("ring", "r1", { at, data: {} })).rejects.toThrow(RetryableError);
});

test.each(["a|b", "../x", "", "a b", "x".repeat(151), "a/b", "@every"])(
  "%j cannot be part of a job's name",
  (id) => {
    expect(() => jobName("ring", id)).toThrow("cannot be part of a job's name");
  },
);
