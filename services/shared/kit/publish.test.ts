import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { taskUpdates } from "../contracts/task-updates.ts";
import { RetryableError } from "./errors.ts";
import { causeAttribute, daprPublish } from "./publish.ts";
import { anUpdate } from "./testing/a-service.ts";

const shared = { ...taskUpdates, name: "task.created", stream: "task-events" };
const other = { ...shared, name: "task.updated" };

function recorder(status = 204) {
  const calls: HttpCall[] = [];
  const send = async (call: HttpCall) => {
    calls.push(call);
    return { status, headers: {}, body: "broker" };
  };
  return { calls, send, pathsOf: () => calls.map(({ path }) => path.split("?")[0]) };
}

describe("topics by type", () => {
  test("get one call each", async () => {
    const { send, pathsOf } = recorder();
    await daprPublish(
      send,
      "task",
      "by-type",
    )([
      { topic: shared, data: anUpdate(1) },
      { topic: other, data: anUpdate(2) },
      { topic: shared, data: anUpdate(3) },
    ]);

    expect(pathsOf()).toEqual([
      "/v1.0/publish/bulk/pubsub/task.created",
      "/v1.0/publish/pubsub/task.updated",
    ]);
  });
});

describe("topics by stream", () => {
  test("share one call in the given order, and keep their type", async () => {
    const { send, calls, pathsOf } = recorder();
    await daprPublish(
      send,
      "task",
      "by-stream",
    )([
      { topic: shared, data: anUpdate(1) },
      { topic: other, data: anUpdate(2) },
    ]);

    expect(pathsOf()).toEqual(["/v1.0/publish/bulk/pubsub/task-events"]);
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject([
      { entryId: "0", event: { id: "ada:1", type: "task.created" } },
      {
        entryId: "1",
        event: { id: "ada:2", type: "task.updated" },
        metadata: { partitionKey: "ada" },
      },
    ]);
  });
});

test("the cause goes along in the event and in the header, because the runtime replaces one", async () => {
  const { send, calls } = recorder();
  const cause = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  await daprPublish(send, "task", "by-type")([{ topic: shared, data: anUpdate(1), cause }]);

  expect(calls[0]?.headers.traceparent).toBe(cause);
  expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({ [causeAttribute]: cause });
});

test("a refusal of one topic is an error to try again, after all others were sent", async () => {
  const paths: string[] = [];
  const publishing = daprPublish(
    async ({ path }) => {
      paths.push(path);
      return { status: path.includes("created") ? 500 : 204, headers: {}, body: "broker" };
    },
    "task",
    "by-type",
  )([
    { topic: shared, data: anUpdate(1) },
    { topic: other, data: anUpdate(2) },
  ]);

  await expect(publishing).rejects.toThrow(RetryableError);
  expect(paths).toHaveLength(2);
});

test("nothing to publish asks nobody", async () => {
  const { send, calls } = recorder();
  await daprPublish(send, "task", "by-type")([]);
  expect(calls).toEqual([]);
});
