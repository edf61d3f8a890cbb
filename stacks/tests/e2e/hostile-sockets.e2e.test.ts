import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { socketsPerPersonMax } from "../../../services/sync/open-windows.ts";
import { type Application, elsewhere, startApplication } from "./application.ts";
import { forger } from "./forged-tokens.ts";
import { harmWatch } from "./harm.ts";
import { addTask, asGuest, ask, type Person } from "./person.ts";
import { sidecarsOf } from "./sidecars.ts";
import { openWindow, type Window } from "./window.ts";
import { answerOn, openWire, type WireAnswer } from "./wire.ts";

const secret = "an installation's own secret, 32 or more";
const manySockets = 1_000;
const slowClients = 50;
/** Ten seconds are allowed for a header; the door looks every two. */
const letGoWithinMs = 20_000;
const patience = { timeout: 20_000, interval: 20 };

let application: Application;
let ada: Person;
let eve: Person;
let watch: ReturnType<typeof harmWatch>;
/** Opened at once, because the door gives a stranger five seconds. */
let silent: Window;
/** Connected at once, because their time runs while the other tests do. */
const slow: Socket[] = [];
let letGo: Promise<readonly WireAnswer[]>;
let dripping: NodeJS.Timeout;

beforeAll(async () => {
  application = await startApplication({ variables: { RATE_LIMIT: "off", AUTH_SECRET: secret } });
  ada = await asGuest(application.url);
  eve = await asGuest(application.url);
  await addTask(ada, "Mine");
  watch = harmWatch(application.url, () => [ada, eve]);
  silent = openWindow(application.url);
  for (let i = 0; i < slowClients; i++) slow.push(await openWire(application.url));
  letGo = Promise.all(slow.map((socket) => answerOn(socket)));
  for (const socket of slow) socket.write("POST /api/tasks HTTP/1.1\r\nHost: x\r\n");
  // Drop by drop: each line of the header looks like progress.
  dripping = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write("X-Slow: 1\r\n");
  }, 500);
});
afterAll(async () => {
  clearInterval(dripping);
  for (const socket of slow) socket.destroy();
  console.info(watch.figures("hostile sockets"));
  expect(application.errors()).not.toContain("request.failed");
  await application.close();
});

const auth = (token: string) => JSON.stringify({ type: "auth", token });

describe("a socket is not opened", () => {
  test.each([
    "https://evil.example",
    "null",
    "http://127.0.0.1.evil.example",
    "http://localhost:1",
    "file://",
  ])("by a page of %s", async (origin) => {
    const window = openWindow(application.url, { token: ada.token, origin });
    expect(await watch.harmless(() => window.ended())).toBe(403);
  });

  test.each([
    "?cursor=-1",
    "?cursor=x",
    "?cursor=1&cursor=2",
    "?cursor=9999999999999999",
    "?user=a",
  ])("with %s", async (query) => {
    const window = openWindow(application.url, { token: ada.token, query });
    expect(await watch.harmless(() => window.ended())).toBe(422);
  });

  test("with the token in the query, where logs would keep it", async () => {
    const window = openWindow(application.url, { query: `?token=${ada.token}` });
    expect(await watch.harmless(() => window.ended())).toBe(422);
  });

  test("by a plain request", async () => {
    await watch.refused(() => ask(application.url, "/api/sync"), { status: 400, field: "Upgrade" });
  });

  test("at another path", async () => {
    const window = openWindow(application.url.concat("/api/tasks/.."), { token: ada.token });
    expect(await watch.harmless(() => window.ended())).toBeGreaterThanOrEqual(400);
  });
});

describe("a socket is closed", () => {
  test.each<[string, string | Uint8Array, number]>([
    ["that says nonsense", "hello", 4_400],
    ["that says nothing of itself", "{}", 4_400],
    ["that names a person instead of a token", '{"type":"auth","user_id":"ada"}', 4_400],
    ["that asks for more with its token", '{"type":"auth","token":"a","room":"ada"}', 4_400],
    ["that sends bytes", new Uint8Array([1, 2, 3]), 4_400],
    ["with a token that is none", auth("x.y.z"), 4_401],
    ["with a frame nested 10,000 deep", "[".repeat(10_000), 4_400],
  ])("%s", async (_title, frame, code) => {
    const window = openWindow(application.url);
    await window.opened();
    window.send(frame);
    expect(await watch.harmless(() => window.ended())).toBe(code);
  });

  // Through a door in between, what is still on its way when a socket closes can cost the reason.
  const tooLarge = elsewhere === undefined ? [1_009] : [1_009, 1_006];

  test("with a frame of 1 MB", async () => {
    const window = openWindow(application.url);
    await window.opened();
    window.send("x".repeat(1_048_576));
    expect(tooLarge).toContain(await watch.harmless(() => window.ended()));
  });

  test("with a frame of 1 MB also after it said who it is", async () => {
    const window = openWindow(application.url, { token: ada.token });
    await vi.waitFor(() => expect(window.frames[0]?.type).toBe("ready"), patience);
    window.send("x".repeat(1_048_576));
    expect(tooLarge).toContain(await watch.harmless(() => window.ended()));
  });

  test("that comes with a second person's token", async () => {
    const window = openWindow(application.url, { token: eve.token });
    await vi.waitFor(() => expect(window.frames[0]?.type).toBe("ready"), patience);
    window.send(auth(ada.token));
    expect(await watch.harmless(() => window.ended())).toBe(4_403);
  });

  test("that chatters", async () => {
    const window = openWindow(application.url, { token: ada.token });
    await window.opened();
    for (let i = 0; i < 50; i++) window.send(auth(ada.token));
    expect(await watch.harmless(() => window.ended())).toBe(4_429);
  });

  test("when its person signs out", async () => {
    const guest = await asGuest(application.url);
    const window = openWindow(application.url, { token: guest.token });
    await vi.waitFor(() => expect(window.frames[0]?.type).toBe("ready"), patience);
    const headers = { cookie: guest.cookie };
    await ask(application.url, "/api/auth/sign-out", { method: "POST", body: {}, headers });
    expect(await window.ended()).toBe(4_401);
  });

  test.skipIf(elsewhere !== undefined)("when its token ends in the middle", async () => {
    const forge = await forger(sidecarsOf(application), secret);
    // Doors take a token for 60 s past its end: so this one has a second or two left.
    const exp = Math.floor(Date.now() / 1_000) - 58;
    const window = openWindow(application.url, { token: await forge({ sub: ada.id, exp }) });
    await vi.waitFor(() => expect(window.frames[0]?.type).toBe("ready"), patience);
    expect(await window.ended()).toBe(4_401);
  });
});

test("nobody hears of another person's tasks, whatever cursor they name", async () => {
  const windows = ["", "?cursor=0", "?cursor=1", "?cursor=999999"].map((query) =>
    openWindow(application.url, { token: eve.token, query }),
  );
  await vi.waitFor(() => {
    for (const window of windows) expect(window.frames[0]).toEqual({ type: "ready", seq: 0 });
  }, patience);
  const guest = await asGuest(application.url);
  const own = openWindow(application.url, { token: guest.token });
  await vi.waitFor(() => expect(own.frames).toHaveLength(1), patience);
  await addTask(guest, "Heard by its owner");
  await vi.waitFor(() => expect(own.frames).toHaveLength(2), patience);
  for (const window of [...windows, own]) {
    if (window !== own) expect(window.frames.map(({ type }) => type)).not.toContain("change");
    window.close();
  }
});

test("1,000 sockets of one person: a few stay, the others are told why, nobody else waits", async () => {
  const guest = await asGuest(application.url);
  const windows = await watch.harmless(async () => {
    const opened = Array.from({ length: manySockets }, () =>
      openWindow(application.url, { token: guest.token }),
    );
    await vi.waitFor(() => {
      const undecided = opened.filter((w) => w.frames.length === 0 && w.end() === undefined);
      expect(undecided.length).toBe(0);
    }, patience);
    return opened;
  });
  const isReady = (window: Window) => window.frames[0]?.type === "ready";
  await vi.waitFor(() => {
    expect(windows.filter((w) => !isReady(w)).every((w) => w.end() !== undefined)).toBe(true);
  }, patience);
  expect(windows.filter(isReady)).toHaveLength(socketsPerPersonMax);
  const codes = new Set(windows.filter((w) => !isReady(w)).map((w) => w.end()));
  // 503: more strangers at once than the door lets wait.
  expect([...codes].every((code) => code === 4_409 || code === 503)).toBe(true);
  for (const window of windows) window.close();
  await vi.waitFor(async () => {
    const again = openWindow(application.url, { token: guest.token });
    await vi.waitFor(() => expect(again.frames).toHaveLength(1), patience);
    expect(again.frames[0]?.type).toBe("ready");
    again.close();
  }, patience);
});

test("a socket that says nothing is closed after five seconds", async () => {
  expect(await silent.ended()).toBe(4_408);
});

test("50 clients that send their header drop by drop are let go, and nobody waits for them", async () => {
  const answers = await watch.harmless(() => letGo);
  expect(answers.map(({ status }) => status)).toEqual(slow.map(() => 408));
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(letGoWithinMs);
});
