import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { aBrowser, type Browser } from "../../../services/notification/testing/a-browser.ts";
import { type Application, startApplication } from "./application.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { moveTime } from "./talk.ts";

/** Messages as a push service of this machine got them. */
const received: { readonly path: string; readonly body: Buffer }[] = [];
let status = 201;
const service = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  received.push({ path: request.url ?? "", body: Buffer.concat(pieces) });
  response.writeHead(status).end();
});
let host = "";
let application: Application;

beforeAll(async () => {
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const address = service.address();
  if (address === null || typeof address === "string") throw new Error("the port has no number");
  host = `127.0.0.1:${address.port}`;
  application = await startApplication({
    variables: { RATE_LIMIT: "off", OUTGOING_ALLOW: host },
  });
});
afterAll(async () => {
  await application.close();
  service.closeAllConnections();
  service.close();
});

const patience = { timeout: 30_000 };
const path = "/api/notifications/push";
const settings = z.looseObject({ push_public_key: z.string().nullable() });
const told = z.object({
  items: z.array(
    z.looseObject({
      title: z.string(),
      deliveries: z.array(z.looseObject({ channel: z.string(), status: z.string() })),
    }),
  ),
});

const subscribed = async (person: Person, place: string): Promise<Browser> => {
  const browser = aBrowser(`http://${host}${place}`);
  expect((await person.call("POST", path, browser.subscription)).status).toBe(201);
  return browser;
};
const remindedOf = async (person: Person, title: string) => {
  const { items } = told.parse((await person.call("GET", "/api/notifications")).body);
  const found = items.find((one) => one.title === title);
  return (found?.deliveries ?? []).map((one) => `${one.channel} ${one.status}`);
};
const inAnHour = async () => {
  const { body } = await ask(application.url, "/dev/clock");
  const { now } = z.looseObject({ now: z.string() }).parse(body);
  return new Date(Date.parse(now) + 3_600_000).toISOString();
};

test("a reminder comes to the browser that was switched on, and only its person's", async () => {
  const [ada, eve] = [await asGuest(application.url), await asGuest(application.url)];
  const { body } = await ada.call("GET", "/api/settings");
  expect(settings.parse(body).push_public_key).toMatch(/^B[\w-]{86}$/);
  const browser = await subscribed(ada, "/ada");
  await subscribed(eve, "/eve");
  const { id } = await addTask(ada, "Call mum", { reminders: [{ at: await inAnHour() }] });

  await moveTime(application.url, { by: "PT2H" });

  await expect.poll(() => received.map((one) => one.path), patience).toEqual(["/ada"]);
  const [message] = received;
  expect(browser.read(message?.body ?? Buffer.alloc(0))).toMatchObject({
    title: "Reminder: Call mum",
    task_id: id,
  });
  await expect
    .poll(() => remindedOf(ada, "Call mum"), patience)
    .toEqual(["in_app sent", "push sent"]);
});

test("a browser that is gone is forgotten, and the mail goes out instead", async () => {
  const ada = await asGuest(application.url);
  await ada.call("PUT", "/api/settings", { email: { address: "ada@example.net" } });
  await subscribed(ada, "/gone");
  status = 410;
  await addTask(ada, "Water the plants", { reminders: [{ at: await inAnHour() }] });

  await moveTime(application.url, { by: "PT2H" });

  await expect
    .poll(() => remindedOf(ada, "Water the plants"), patience)
    .toEqual(["in_app sent", "push failed", "email sent"]);
  expect((await ada.call("GET", path)).body).toEqual({ items: [] });
});

test("a push service inside is refused before anything is kept", async () => {
  const ada = await asGuest(application.url);
  const refused = await ada.call(
    "POST",
    path,
    aBrowser("https://169.254.169.254/latest").subscription,
  );
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "endpoint" }] } });
  expect((await ada.call("GET", path)).body).toEqual({ items: [] });
});
