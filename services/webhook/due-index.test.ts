import { beforeEach, expect, test } from "vitest";
import { connect } from "../shared/kit/connect.ts";
import { memorySidecar } from "../shared/kit/testing/memory-sidecar.ts";
import { type OwnClock, ownClock } from "../shared/kit/testing/own-clock.ts";
import { ownPorts } from "../shared/kit/testing/own-ports.ts";
import { type DueIndex, dueIndex } from "./due-index.ts";
import { webhook } from "./service.ts";

const minuteMs = 60_000;

let clock: OwnClock;
let due: DueIndex;
let stored: () => readonly string[];

beforeEach(() => {
  clock = ownClock();
  const sidecar = memorySidecar();
  due = dueIndex(connect(webhook, ownPorts(sidecar.send, { clock })), clock);
  stored = () => [...sidecar.values().keys()].filter((key) => key.includes("due:"));
});

test("who is noted is due from that minute on", async () => {
  const now = clock.now();
  await due.note(now + 3 * minuteMs, "ada");
  expect(await due.due(now)).toEqual([]);
  expect(await due.due(now + 3 * minuteMs)).toEqual(["ada"]);
});

test("a sweep whose clock is an hour ahead forgets nobody who is noted meanwhile", async () => {
  const now = clock.now();
  await due.note(now, "grace");
  const ahead = now + 60 * minuteMs;
  expect(await due.due(ahead)).toEqual(["grace"]);
  await due.note(now, "ada");
  await due.forget(ahead);
  await due.note(now + minuteMs, "edsger");
  expect(await due.due(now + minuteMs)).toEqual(expect.arrayContaining(["ada", "edsger"]));
});

test("what is over for long is forgotten", async () => {
  await due.note(clock.now(), "ada");
  for (let minute = 0; minute < 70; minute++) {
    await clock.advance(minuteMs);
    await due.forget(clock.now());
  }
  expect(stored()).toEqual([]);
});
