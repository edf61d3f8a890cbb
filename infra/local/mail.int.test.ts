import { expect, onTestFinished, test } from "vitest";
import { openRuntime } from "./runtime.ts";
import { mailServer } from "./testing/mail-server.ts";
import { component } from "./testing/resources.ts";

type Metadata = Readonly<Record<string, string>>;

async function running(metadata: Metadata, type = "bindings.smtp") {
  const runtime = openRuntime({
    file: ":memory:",
    resources: {
      components: [component("mail", type, ["shop"], metadata)],
      subscriptions: [],
      resiliency: [],
      configurations: [],
    },
  });
  onTestFinished(() => runtime.close());
  await runtime.start();
  const send = async (asked: Metadata, data: unknown = "<p>Hello</p>", operation = "create") => {
    const path = "/v1.0/bindings/mail";
    const body = JSON.stringify({ operation, data, metadata: asked });
    return runtime.sidecar("shop")({ method: "POST", path, headers: {}, body });
  };
  return { runtime, send };
}

async function withServer(options: Parameters<typeof mailServer>[0] = {}, metadata: Metadata = {}) {
  const server = await mailServer(options);
  onTestFinished(server.close);
  const { port } = server;
  const own = { host: "127.0.0.1", port, emailFrom: "shop@example.org", ...metadata };
  return { server, ...(await running(own)) };
}

const toAda = { emailTo: "ada@example.org", subject: "Your parcel" };

test("a mail goes to the server that its component names, and is not kept", async () => {
  const { server, runtime, send } = await withServer();
  const more = { text: "Hello", messageId: "<order-7@shop.invalid>" };
  expect((await send({ ...toAda, ...more })).status).toBe(204);
  const [received] = server.received;
  expect(received).toMatchObject({ from: "shop@example.org", to: ["ada@example.org"] });
  expect(received?.mail).toMatchObject({
    subject: "Your parcel",
    messageId: "<order-7@shop.invalid>",
    html: "<p>Hello</p>\n",
    text: "Hello\n",
  });
  expect(runtime.outbox()).toEqual([]);
});

test("the metadata of one mail says nothing about the next", async () => {
  const { server, send } = await withServer({}, { subject: "News" });
  await send({ ...toAda, emailCC: "bob@example.org;eve@example.org" });
  await send({ emailTo: "carl@example.org" });
  expect(server.received.map(({ to }) => to)).toEqual([
    ["ada@example.org", "bob@example.org", "eve@example.org"],
    ["carl@example.org"],
  ]);
  expect(server.received[1]?.mail.subject).toBe("News");
});

test("line ends in a subject make no header and no recipient", async () => {
  const { server, send } = await withServer();
  const subject = "Hi\r\nBcc: eve@example.org\r\n\r\nbody";
  expect((await send({ ...toAda, subject })).status).toBe(204);
  const [received] = server.received;
  expect(received?.to).toEqual(["ada@example.org"]);
  expect(received?.mail.bcc ?? []).toEqual([]);
  expect(received?.mail.subject).toMatch(/^Hi\s+Bcc: eve@example\.org\s+body$/);
  expect(received?.mail.html).toBe("<p>Hello</p>\n");
});

test("an address with a comma becomes no second recipient", async () => {
  const { server, send } = await withServer();
  await send({ ...toAda, emailTo: "ada@example.org,eve@example.org" });
  expect(server.received.flatMap(({ to }) => to)).not.toContain("eve@example.org");
});

test.each([
  [
    "refuses the recipient",
    {
      onRcptTo: (_: unknown, __: unknown, done: (e: Error) => void) =>
        done(new Error("no such person")),
    },
  ],
  ["offers TLS with a certificate that nobody knows", { disabledCommands: [] }],
])("a server that %s makes it a 500 with the reason", async (_, options) => {
  const { server, runtime, send } = await withServer(options);
  const { status, body } = await send(toAda);
  expect(status).toBe(500);
  expect(JSON.parse(body)).toMatchObject({
    errorCode: "ERR_INVOKE_OUTPUT_BINDING",
    message: expect.stringMatching(/^error invoking output binding mail: error from smtp binding/),
  });
  expect(server.received).toEqual([]);
  expect(runtime.outbox()).toEqual([]);
});

test("a certificate that nobody knows is taken when the component says so", async () => {
  const { server, send } = await withServer({ disabledCommands: [] }, { skipTLSVerify: "true" });
  expect((await send(toAda)).status).toBe(204);
  expect(server.received).toHaveLength(1);
});

test("user and password are shown to the server", async () => {
  const seen: unknown[] = [];
  const { send } = await withServer(
    {
      authOptional: false,
      onAuth({ username, password }, _, done) {
        seen.push([username, password]);
        done(null, { user: "shop" });
      },
    },
    { user: "shop", password: "secret" },
  );
  expect((await send(toAda)).status).toBe(204);
  expect(seen).toEqual([["shop", "secret"]]);
});

test("a server that is not there makes it a 500", async () => {
  const server = await mailServer();
  await server.close();
  const own = { host: "127.0.0.1", port: server.port, emailFrom: "shop@example.org" };
  const { send } = await running(own);
  expect(await send(toAda)).toMatchObject({ status: 500, body: expect.stringContaining("smtp") });
});

test("without a host a mail is kept, and what Dapr would refuse is refused", async () => {
  const { runtime, send } = await running({});
  expect((await send(toAda)).status).toBe(204);
  expect(runtime.outbox()).toMatchObject([{ data: "<p>Hello</p>", metadata: toAda }]);
  for (const [asked, operation, why] of [
    [{ subject: "Hi" }, "create", "emailTo property not supplied"],
    [{ emailTo: "ada@example.org" }, "create", "subject property not supplied"],
    [{ ...toAda, priority: "9" }, "create", "priority value must be between 1 and 5"],
    [toAda, "get", "binding mail does not support operation get"],
  ] as const) {
    const { status, body } = await send(asked, "", operation);
    expect([status, body]).toEqual([500, expect.stringContaining(why)]);
  }
  expect(runtime.outbox()).toHaveLength(1);
});

test("an SMS is kept, unless it names no number", async () => {
  const { runtime, send } = await running({}, "bindings.twilio.sms");
  expect((await send({ toNumber: "+4915112345678" }, "Hello")).status).toBe(204);
  expect(await send({}, "Hello")).toMatchObject({
    status: 500,
    body: expect.stringContaining("toNumber"),
  });
  expect(runtime.outbox()).toMatchObject([{ metadata: { toNumber: "+4915112345678" } }]);
});
