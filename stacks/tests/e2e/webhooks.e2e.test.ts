import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { madeToken } from "../../../services/shared/contracts/api/tokens.ts";
import { deliveryList, madeWebhook } from "../../../services/shared/contracts/api/webhooks.ts";
import { type Application, startApplication } from "./application.ts";
import { addTask, asGuest, type Person, problemIn } from "./person.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A person's own server on this machine. */
async function aReceiver() {
  const received: Received[] = [];
  let heard: () => void = () => undefined;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += String(piece);
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(204).end();
      heard();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  return {
    host: `127.0.0.1:${address.port}`,
    received,
    /** Resolves when so many have arrived. */
    async holds(count: number): Promise<void> {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

let receiver: Awaited<ReturnType<typeof aReceiver>>;
let application: Application;
let ada: Person;
beforeAll(async () => {
  receiver = await aReceiver();
  application = await startApplication({ variables: { OUTGOING_ALLOW: receiver.host } });
  ada = await asGuest(application.url);
});
afterAll(async () => {
  receiver?.close();
  await application?.close();
});

const domainEvent = z.looseObject({ event_type: z.string(), aggregate_id: z.string() });

test("a program does what its token was made for, until the token is deleted", async () => {
  const wanted = { name: "Backup", scopes: ["tasks:write"] };
  const made = madeToken.parse((await ada.call("POST", "/api/tokens", wanted)).body);
  const program = { authorization: `Bearer ${made.token}` };

  const added = await ada.call("POST", "/api/tasks", { title: "By a program" }, program);
  expect(added.status).toBe(201);
  expect(added.body).toMatchObject({ title: "By a program", user_id: ada.id });
  expect((await ada.call("GET", "/api/tasks", undefined, program)).status).toBe(200);

  const settings = await ada.call("GET", "/api/webhooks", undefined, program);
  expect(settings.status).toBe(403);
  expect(problemIn(settings)).toMatchObject({
    code: "insufficient_scope",
    detail: expect.stringContaining('"settings"'),
  });
  const another = await ada.call("POST", "/api/tokens", wanted, program);
  expect(problemIn(another).code, "a token makes no tokens").toBe("insufficient_scope");

  const list = await ada.call("GET", "/api/tokens");
  expect(list.body).toMatchObject({ items: [{ id: made.id, name: "Backup" }] });
  expect(list.text, "the secret is shown once").not.toContain(made.token);

  const deleted = await ada.call("DELETE", `/api/tokens/${made.id}`);
  expect(deleted.status).toBe(204);
  // The news takes some milliseconds to the door.
  const asked = () => ada.call("GET", "/api/tasks", undefined, program);
  await expect.poll(async () => (await asked()).status).toBe(401);
  expect(problemIn(await asked()).code).toBe("unauthenticated");
  expect((await ada.call("GET", "/api/tasks")).status, "the session lives on").toBe(200);
});

describe("a webhook", () => {
  test("is told once of a task that was created, in a way that proves who tells", async () => {
    const url = `http://${receiver.host}/nudge`;
    const wanted = { url, events: ["task.created"] };
    const answer = await ada.call("POST", "/api/webhooks", wanted);
    expect(answer.status, answer.text).toBe(201);
    const { id, secret } = madeWebhook.parse(answer.body);
    const task = await addTask(ada, "Told to a program");
    await ada.call("POST", `/api/tasks/${task.id}/complete`);
    const second = await addTask(ada, "Told as well");
    await receiver.holds(2);

    const events = receiver.received.map(({ body }) => domainEvent.parse(JSON.parse(body)));
    expect(events).toMatchObject([
      { event_type: "task.created", aggregate_id: task.id },
      { event_type: "task.created", aggregate_id: second.id },
    ]);
    for (const { headers, body } of receiver.received) {
      const [, seconds = ""] = /^t=(\d+),/.exec(String(headers["nudge-signature"])) ?? [];
      const proof = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
      expect(headers["nudge-signature"]).toBe(`t=${seconds},v1=${proof}`);
      expect(headers["nudge-event"]).toBe("task.created");
    }
    await expect
      .poll(async () => {
        const list = await ada.call("GET", `/api/webhooks/${id}/deliveries`);
        return deliveryList
          .parse(list.body)
          .items.map(({ status, attempts }) => [status, attempts]);
      })
      .toEqual([
        ["delivered", 1],
        ["delivered", 1],
      ]);
    expect(receiver.received).toHaveLength(2);
  });

  test.each([
    "http://127.0.0.1:3500/v1.0/metadata",
    "http://localhost:8080/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:127.0.0.1]:3500/",
    "http://2130706433:3500/",
  ])("is not made at %s", async (url) => {
    const answer = await ada.call("POST", "/api/webhooks", { url, events: ["*"] });

    expect(answer.status).toBe(422);
    expect(problemIn(answer).errors).toMatchObject([{ field: "url" }]);
  });
});
