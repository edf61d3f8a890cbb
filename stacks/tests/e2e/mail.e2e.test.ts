import { afterAll, beforeAll, expect, test } from "vitest";
import { mailServer } from "../../../infra/local/testing/mail-server.ts";
import { type Application, startApplication } from "./application.ts";
import { addTask, asGuest, ask } from "./person.ts";
import { moveTime } from "./talk.ts";

const login = { user: "nudge", password: "only for this test" };
let server: Awaited<ReturnType<typeof mailServer>>;
let application: Application;

beforeAll(async () => {
  server = await mailServer({
    authOptional: false,
    // A password without TLS is fine on this machine and nowhere else.
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      const isRight = username === login.user && password === login.password;
      callback(isRight ? null : new Error("wrong login"), { user: username });
    },
  });
  application = await startApplication({
    variables: {
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: server.port,
      SMTP_FROM: "nudge@example.org",
      SMTP_USER: login.user,
      SMTP_PASSWORD: login.password,
    },
  });
});
afterAll(async () => {
  await application.close();
  await server.close();
});

test("a reminder leaves by a real mail server, with a login, and once", async () => {
  const ada = await asGuest(application.url);
  await ada.call("PUT", "/api/settings", { email: { address: "ada@example.net" } });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await addTask(ada, "Call mum <now>", { reminders: [{ at }] });

  await moveTime(application.url, { by: "PT2H" });

  await expect.poll(() => server.received, { timeout: 15_000 }).toHaveLength(1);
  const [{ from, to, mail } = { from: "", to: [], mail: undefined }] = server.received;
  expect({ from, to }).toEqual({ from: "nudge@example.org", to: ["ada@example.net"] });
  expect(mail?.subject).toContain("Call mum <now>");
  expect(mail?.html).toContain("Call mum &lt;now&gt;");
  // What left by the server is not kept for the mailbox page.
  expect((await ask(application.url, "/dev/mailbox.json")).text).not.toContain("Call mum");
});
