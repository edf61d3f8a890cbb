import { expect, test } from "vitest";
import { movableClock } from "./movable-clock.ts";
import { handClock } from "./testing/hand-clock.ts";

const start = Date.UTC(2026, 0, 5, 12);
const hour = 3_600_000;
const settle = () => Promise.resolve();
const at = (ms: number) => new Date(ms).toISOString().slice(11, 19);

test("it runs as the machine's does when nobody moves it", async () => {
  const machine = handClock(start);
  const { exact } = movableClock(machine);
  const fired: string[] = [];
  exact.setTimer(1_000, () => fired.push(at(exact.now())));

  await machine.advance(999, settle);
  expect(fired).toEqual([]);
  await machine.advance(1, settle);
  expect(fired).toEqual(["12:00:01"]);
});

test("on a move an exact timer fires at its own time, also one that is set on the way", async () => {
  const { exact, move } = movableClock(handClock(start));
  const fired: string[] = [];
  exact.setTimer(2 * hour, () => fired.push(`late ${at(exact.now())}`));
  exact.setTimer(hour + 1, () => {
    fired.push(`early ${at(exact.now())}`);
    exact.setTimer(10_000, () => fired.push(`new ${at(exact.now())}`));
  });

  await move(5 * hour, settle);

  expect(fired).toEqual(["early 13:00:00", "new 13:00:10", "late 14:00:00"]);
  expect(at(exact.now())).toBe("17:00:00");
});

test("a coarse timer that sets itself again fires once for each step, never for each period", async () => {
  const { coarse, move } = movableClock(handClock(start));
  let ticks = 0;
  const arm = () => {
    coarse.setTimer(5_000, () => {
      ticks++;
      arm();
    });
  };
  arm();

  await move(28 * 24 * hour, settle);

  expect(ticks).toBeGreaterThan(500);
  expect(ticks).toBeLessThanOrEqual(1_001);
});

test("a step waits for what the step before it began", async () => {
  const { exact, move } = movableClock(handClock(start));
  const seen: string[] = [];
  exact.setTimer(hour, () => seen.push("first"));
  exact.setTimer(2 * hour, () => seen.push("second"));

  await move(3 * hour, async () => {
    await Promise.resolve();
    if (seen.length > 0 && seen.at(-1) !== "settled") seen.push("settled");
  });

  expect(seen).toEqual(["first", "settled", "second", "settled"]);
});

test("after a move a timer that is left fires when its time has come, not later", async () => {
  const machine = handClock(start);
  const { exact, move } = movableClock(machine);
  let fired = 0;
  exact.setTimer(2 * hour, () => fired++);

  await move(hour, settle);
  await machine.advance(hour - 1, settle);
  expect(fired).toBe(0);
  await machine.advance(1, settle);
  expect(fired).toBe(1);
});

test("a cancelled timer does not fire on a move", async () => {
  const { exact, move } = movableClock(handClock(start));
  let fired = 0;
  const cancel = exact.setTimer(hour, () => fired++);
  cancel();

  await move(2 * hour, settle);

  expect(fired).toBe(0);
});

test("it goes on from where it was when it is opened ahead", () => {
  const { exact, offsetMs } = movableClock(handClock(start), 48 * hour);

  expect(new Date(exact.now()).toISOString()).toBe("2026-01-07T12:00:00.000Z");
  expect(offsetMs()).toBe(48 * hour);
});

test("a move backwards, a move of more than a year and a second one at once are refused", async () => {
  const { move } = movableClock(handClock(start));

  await expect(move(-1, settle)).rejects.toThrow("forward only");
  await expect(move(367 * 24 * hour, settle)).rejects.toThrow("at most 366 days");
  await expect(move(Number.NaN, settle)).rejects.toThrow("forward only");
  const first = move(hour, settle);
  await expect(move(hour, settle)).rejects.toThrow("already");
  await first;
});
