import { describe, expect, test } from "vitest";
import { follows, frameIn, pauseMs } from "./live-state.ts";

describe("the place in the log", () => {
  test("of a first socket is where the log ends, and the list is read once more", () => {
    expect(follows(undefined, { kind: "ready", seq: 7 })).toEqual({
      cursor: 7,
      reaction: { do: "reload" },
    });
  });

  test("of a later socket does not move at ready: what lies between is still to come", () => {
    expect(follows(4, { kind: "ready", seq: 7 })).toEqual({
      cursor: 4,
      reaction: { do: "nothing" },
    });
  });

  test("moves with each change, and the task is looked at", () => {
    expect(follows(4, { kind: "change", seq: 5, type: "task.created", id: "t1" })).toEqual({
      cursor: 5,
      reaction: { do: "look", id: "t1", type: "task.created" },
    });
  });

  test("moves with a reset, and everything is read anew", () => {
    expect(follows(4, { kind: "reset", seq: 900 })).toEqual({
      cursor: 900,
      reaction: { do: "reload" },
    });
  });
});

describe("a message of the server", () => {
  test("is read with what the page needs of it", () => {
    const text = '{"type":"change","seq":5,"event_type":"task.created","aggregate_id":"t1"}';
    expect(frameIn(text)).toEqual({ kind: "change", seq: 5, type: "task.created", id: "t1" });
  });

  test.each([
    '{"type":"error","code":4401,"detail":"expired"}',
    '{"type":"change","seq":5}',
    '{"type":"future","seq":5}',
    "17",
  ])("%s asks for nothing", (text) => {
    expect(frameIn(text)).toBeUndefined();
  });
});

test("pauses between attempts grow up to four seconds, and differ between windows", () => {
  expect(pauseMs(0, 1)).toBe(250);
  expect(pauseMs(2, 1)).toBe(1_000);
  expect(pauseMs(1_000, 1)).toBe(4_000);
  expect(pauseMs(1_000, 0)).toBe(2_000);
});
