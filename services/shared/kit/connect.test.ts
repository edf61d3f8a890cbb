import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../../components/model/http.ts";
import { service } from "../../../components/model/service.ts";
import { connect } from "./connect.ts";
import { RetryableError } from "./errors.ts";
import { anUpdate, sample } from "./testing/a-service.ts";
import { memorySidecar } from "./testing/memory-sidecar.ts";
import { ownPorts } from "./testing/own-ports.ts";
import { inTrace } from "./trace.ts";

function aConnection(answer = { status: 200, headers: {}, body: "{}" }) {
  const calls: HttpCall[] = [];
  const ports = ownPorts(async (call) => {
    calls.push(call);
    return answer;
  });
  return { calls, connection: connect(sample, ports) };
}

describe("what is not declared does not compile and is refused at run time", () => {
  const forbidden = { code: "forbidden" };

  test("a topic", async () => {
    const { connection, calls } = aConnection();
    // @ts-expect-error: the sample service does not publish task.created
    const publishing = connection.publish("task.created", {});
    await expect(publishing).rejects.toMatchObject(forbidden);
    expect(calls).toEqual([]);
  });

  test("a payload of another topic", async () => {
    const { connection } = aConnection();
    // @ts-expect-error: task-updates carries a position, too
    await connection.publish("task-updates", {
      user_id: "ada",
      aggregate_id: "t",
      event_type: "x",
    });
  });

  test("a peer", async () => {
    const { connection, calls } = aConnection();
    // @ts-expect-error: the sample service does not invoke audit
    const invoking = connection.invoke("audit", { path: "/trail" });
    await expect(invoking).rejects.toMatchObject(forbidden);
    await expect(invoking).rejects.toThrow('"sample" does not declare invokes: "audit"');
    expect(calls).toEqual([]);
  });

  test("an entity", () => {
    const { connection } = aConnection();
    // @ts-expect-error: the sample service keeps no logs
    expect(() => connection.key("log", "ada")).toThrow('does not declare state: "log"');
  });

  test("a kind of job", async () => {
    const { connection, calls } = aConnection();
    const job = { at: "2026-01-05T08:00:00Z", data: {} };
    // @ts-expect-error: the sample service has no such jobs
    await expect(connection.jobs.set("knock", "a", job)).rejects.toMatchObject(forbidden);
    // @ts-expect-error: the sample service has no such jobs
    await expect(connection.jobs.cancel("knock", "a")).rejects.toMatchObject(forbidden);
    expect(calls).toEqual([]);
  });

  test("a binding, and sending through a clock", async () => {
    const { connection, calls } = aConnection();
    const output = { data: {}, metadata: {} };
    // @ts-expect-error: the sample service does not send by sms
    await expect(connection.send("sms", output)).rejects.toMatchObject(forbidden);
    // @ts-expect-error: a cron binding calls and is not called
    await expect(connection.send("sweep", output)).rejects.toMatchObject(forbidden);
    expect(calls).toEqual([]);
  });
});

describe("the way out", () => {
  const reaching = service({ id: "reaching", summary: "Calls out.", egress: { hosts: ["*"] } });
  const call = { url: "https://hooks.example/", body: "{}", headers: {} };

  test("is closed to a service that declares no egress", async () => {
    const { connection } = aConnection();
    // @ts-expect-error: the sample service declares no egress
    await expect(connection.callOut(call)).rejects.toThrow(
      '"sample" does not declare egress.hosts; add them to its service.ts',
    );
    // @ts-expect-error: the sample service declares no egress
    await expect(connection.checkUrl(call.url)).rejects.toMatchObject({ code: "forbidden" });
  });

  test("is open to a service that does, through its surroundings", async () => {
    const urls: string[] = [];
    const outside = {
      check: async (url: string) => void urls.push(url),
      call: async ({ url }: { readonly url: string }) => ({ status: urls.push(url) }),
    };
    const { callOut, checkUrl } = connect(reaching, ownPorts(memorySidecar().send, { outside }));
    await checkUrl("https://a.example/");
    expect(await callOut(call)).toEqual({ status: 2 });
    expect(urls).toEqual(["https://a.example/", "https://hooks.example/"]);
  });

  test("names the setting that cannot be read, at the start", () => {
    const ports = ownPorts(memorySidecar().send, { variables: { OUTGOING_ALLOW: "anything" } });
    expect(() => connect(reaching, ports)).toThrow("OUTGOING_ALLOW");
    expect(() => connect(sample, ports)).not.toThrow();
  });
});

describe("what is declared", () => {
  test("is published with the attributes that follow from the data", async () => {
    const { connection, calls } = aConnection();
    await connection.publish("task-updates", anUpdate(7));

    expect(calls[0]?.path).toBe("/v1.0/publish/pubsub/task-updates?metadata.partitionKey=ada");
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({
      id: "ada:7",
      type: "task-updates",
      source: "sample",
      subject: "t7",
      partitionKey: "ada",
      sequence: "7",
    });
  });

  test("is invoked within the trace of the request", async () => {
    const { connection, calls } = aConnection();
    const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await inTrace(trace, () => connection.invoke("task", { path: "/tasks" }));

    expect(calls).toMatchObject([
      { method: "GET", path: "/v1.0/invoke/task/method/tasks", headers: { traceparent: trace } },
    ]);
  });

  test("comes back with the peer's own problem, but an absent peer is to be tried again", async () => {
    const problem = { status: 500, headers: {}, body: '{"code":"internal"}' };
    const asked = aConnection(problem).connection.invoke("task", { path: "/" });
    expect(await asked).toEqual(problem);
    const away = { status: 500, headers: {}, body: '{"errorCode":"ERR_DIRECT_INVOKE"}' };
    await expect(aConnection(away).connection.invoke("task", { path: "/" })).rejects.toThrow(
      RetryableError,
    );
  });
});

test.each(["a:b", "a||b", "*", "", "é", "x".repeat(101), "a b", "a\n"])(
  "%j cannot become part of a key",
  (owner) => {
    const { key } = connect(sample, ownPorts(memorySidecar().send));
    expect(() => key("note", owner)).toThrow("cannot be part of a key");
    expect(key("note", "ada", 1, "x-Y_2")).toBe("note:ada:1:x-Y_2");
  },
);
