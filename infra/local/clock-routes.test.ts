import { expect, test } from "vitest";
import { clockRoutes } from "./clock-routes.ts";
import { developerDoor } from "./developer-door.ts";
import { movableClock } from "./movable-clock.ts";
import { handClock } from "./testing/hand-clock.ts";

function aDoor() {
  const kept: number[] = [];
  const clock = movableClock(handClock(Date.UTC(2026, 0, 5, 12)));
  const settle = () => Promise.resolve();
  const door = developerDoor(clockRoutes({ clock, settle, keep: (ms) => kept.push(ms) }));
  const ask = async (body?: unknown, headers = {}, url = "http://localhost:8080/dev/clock") => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await door.fetch(new Request(url, { ...init, headers }));
    return { status: response.status, body: await response.json() };
  };
  return { ask, kept };
}

test("it tells the time and how far it is ahead", async () => {
  expect(await aDoor().ask()).toEqual({
    status: 200,
    body: { now: "2026-01-05T12:00:00.000Z", ahead_seconds: 0 },
  });
});

test("it moves by a duration and to an instant, and keeps where it will end", async () => {
  const { ask, kept } = aDoor();

  expect((await ask({ by: "P1DT2H30M" })).body).toEqual({
    now: "2026-01-06T14:30:00.000Z",
    ahead_seconds: 95_400,
  });
  expect((await ask({ to: "2026-01-07T00:00:00+01:00" })).body).toMatchObject({
    now: "2026-01-06T23:00:00.000Z",
  });
  expect(kept).toEqual([95_400_000, 126_000_000]);
});

test.each([
  [{}, 'exactly one of "by" and "to"'],
  [{ by: "P1D", to: "2026-01-07T00:00:00Z" }, "exactly one"],
  [{ by: "1 day" }, "by: a duration"],
  [{ by: "P0D" }, "by: a duration"],
  [{ by: "P1Y" }, "by: a duration"],
  [{ to: "tomorrow" }, "to: an instant"],
  [{ to: "2026-01-05T11:59:59Z" }, "forward only"],
  ["P1D", "send JSON"],
])("%j is refused with the way out, and time stands", async (body, says) => {
  const { ask, kept } = aDoor();

  const answer = await ask(body);

  expect(answer.status).toBe(422);
  expect(answer.body.detail).toContain(says);
  expect((await ask()).body.ahead_seconds).toBe(0);
  expect(kept).toEqual([]);
});

test("more than a year at once is refused", async () => {
  const { ask, kept } = aDoor();

  const answer = await ask({ by: "P367D" });

  expect(answer).toEqual({
    status: 409,
    body: { detail: "time moves forward only, and at most 366 days at once" },
  });
  expect(kept).toEqual([]);
});

test("a page of another origin, and a name that was bent to this machine, are refused", async () => {
  const { ask } = aDoor();

  expect((await ask({ by: "P1D" }, { origin: "https://evil.example" })).status).toBe(403);
  expect((await ask({ by: "P1D" }, { origin: "null" })).status).toBe(403);
  expect((await ask({ by: "P1D" }, {}, "http://evil.example/dev/clock")).status).toBe(403);
  expect((await ask({ by: "P1D" }, { origin: "http://localhost:8080" })).status).toBe(200);
});
