import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aDoor, type ConnectedWindow, type Door } from "./testing/a-door.ts";

const publicUrl = "https://nudge.example/app";
let door: Door;

beforeAll(async () => {
  door = await aDoor({ PUBLIC_URL: publicUrl });
});
afterAll(() => door.close());

/** A window whose person is known. */
async function windowOf(user: string, query = "", session?: string): Promise<ConnectedWindow> {
  const window = door.connects(query);
  await window.opened();
  window.says(await door.token(user, session));
  await window.told(1);
  return window;
}

const seqs = (window: ConnectedWindow) => window.frames.map(({ seq }) => seq);

describe("before the upgrade", () => {
  test.each([
    "https://evil.example",
    "null",
    "file://",
    "http://127.0.0.1.evil.example",
    "http://localhost:1",
    "http://nudge.example",
  ])("a page of %s is refused", async (origin) => {
    expect(await door.connects("", { origin }).ended()).toBe(403);
  });

  test("the application's own page and its public address are let in", async () => {
    for (const origin of [`http://127.0.0.1:${door.port}`, "https://nudge.example"]) {
      const window = door.connects("", { origin });
      await window.opened();
      window.close();
    }
  });

  test.each([
    "?cursor=-1",
    "?cursor=x",
    "?cursor=",
    "?cursor=1e3",
    "?cursor=1&cursor=2",
    "?cursor=9999999999999999",
    "?user=a",
    "?__proto__=1",
    "?token=abc",
  ])("the query %s is refused", async (query) => {
    expect(await door.connects(query).ended()).toBe(422);
  });

  test("a plain request is told to upgrade", async () => {
    const answer = await fetch(`http://127.0.0.1:${door.port}/api/sync`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: "Upgrade" }] });
  });
});

describe("who it is", () => {
  test.each<[string, string | Uint8Array, number]>([
    ["nonsense", "hello", 4_400],
    ["a person instead of a token", '{"type":"auth","user_id":"ada"}', 4_400],
    ["more than a token", '{"type":"auth","token":"a","room":"ada"}', 4_400],
    ["bytes", new Uint8Array([1, 2, 3]), 4_400],
    ["a token that is none", '{"type":"auth","token":"x.y.z"}', 4_401],
    ["a frame of 1 MB", "x".repeat(1_048_576), 1_009],
  ])("said with %s ends the socket", async (_title, said, code) => {
    const window = door.connects();
    await window.opened();
    window.send(said);
    expect(await window.ended()).toBe(code);
  });

  test("said by a program that may read is taken, until its token is deleted", async () => {
    const window = door.connects();
    await window.opened();
    window.says(door.programToken("prue", "k1", "tasks:write"));
    expect(await window.told(1)).toMatchObject([{ type: "ready" }]);
    await door.signsOut("prue", "k1");
    expect(await window.ended()).toBe(4_401);
  });

  test("said by a program that may not read ends the socket", async () => {
    const window = door.connects();
    await window.opened();
    window.says(door.programToken("prue", "k2", "chat", "settings"));
    expect(await window.ended()).toBe(4_403);
    expect(window.frames).toMatchObject([
      { type: "error", detail: 'this needs the scope "tasks:read"; make a token that has it' },
    ]);
  });

  test("not said within five seconds ends the socket", async () => {
    const window = door.connects();
    await window.opened();
    // A later one that is known by now shows that the service knows of the first as well.
    const known = await windowOf("zoe");
    for (let second = 0; second < 6; second++) await door.clock.advance(1_000);
    expect(await window.ended()).toBe(4_408);
    known.close();
  });

  test("cannot change into another person", async () => {
    const window = await windowOf("ada");
    window.says(await door.token("eve"));
    expect(await window.ended()).toBe(4_403);
  });

  test("ends with the token, a minute of skew later", async () => {
    const window = door.connects();
    await window.opened();
    // It ended 50 s ago: of the skew that is taken, ten seconds are left.
    window.says(await door.token("ada", "ada-short", -50));
    await window.told(1);
    await door.clock.advance(9_000);
    await door.hears("ada", 1);
    await window.told(2);
    await door.clock.advance(1_000);
    expect(await window.ended()).toBe(4_401);
    expect(window.frames.at(-1)).toMatchObject({ type: "error", code: 4_401 });
  });

  test("ends when the session is signed out, and only that session", async () => {
    const [gone, stays] = [await windowOf("ben", "", "b1"), await windowOf("ben", "", "b2")];
    await door.signsOut("ben", "b1");
    expect(await gone.ended()).toBe(4_401);
    await door.hears("ben", 1);
    await stays.told(2);
    stays.close();
  });
});

describe("what a window is told", () => {
  test("is each change, in order, without a gap, also from where it had stopped", async () => {
    door.grows("cat", 3);
    const window = await windowOf("cat", "?cursor=1");
    await door.hears("cat", 4);
    await window.told(4);
    expect(window.frames).toMatchObject([
      { type: "ready", seq: 3 },
      { type: "change", seq: 2 },
      { type: "change", seq: 3 },
      { type: "change", seq: 4, aggregate_id: "t4" },
    ]);
    window.close();

    door.grows("cat", 6);
    const resumed = await windowOf("cat", "?cursor=4");
    await resumed.told(3);
    expect(seqs(resumed)).toEqual([6, 5, 6]);
    resumed.close();
  });

  test("is fetched where an update was lost on its way", async () => {
    const window = await windowOf("dan");
    await door.hears("dan", 1);
    await door.hears("dan", 4);
    await window.told(5);
    await door.hears("dan", 4);
    await door.hears("dan", 5);
    await window.told(6);
    expect(seqs(window)).toEqual([0, 1, 2, 3, 4, 5]);
    window.close();
  });

  test("is a reset when its position is past the end of the log", async () => {
    const window = await windowOf("eli", "?cursor=999999");
    await window.told(2);
    expect(window.frames[1]).toEqual({ type: "reset", seq: 0 });
    window.close();
  });

  test("is never another person's", async () => {
    const eves = await Promise.all(["", "?cursor=0", "?cursor=9"].map((q) => windowOf("eve", q)));
    const fay = await windowOf("fay");
    await door.hears("fay", 1);
    await door.hears("fay", 2);
    await fay.told(3);
    // What eve hears of her own comes after: had fay's changes been sent to her, they were here.
    await door.hears("eve", 1);
    for (const window of eves) {
      await window.told(2);
      const changes = window.frames.filter(({ type }) => type === "change");
      expect(changes.every(({ seq }) => seq === 1)).toBe(true);
      window.close();
    }
    fay.close();
  });
});

test("at its end the service tells its windows to come back", async () => {
  const own = await aDoor();
  const window = own.connects();
  await window.opened();
  window.says(await own.token("ada"));
  await window.told(1);

  const closed = own.close();

  expect(await window.ended()).toBe(1_012);
  await closed;
});
