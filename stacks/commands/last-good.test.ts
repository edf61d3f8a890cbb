import { expect, test } from "vitest";
import { type History, lastGood, nameOf } from "./last-good.ts";

const present = { repository: "nudge", tag: "v3" };

type Made = Pick<History[number], "kind" | "result">;
const update = (tag: string, { kind, result }: Made = { kind: "update", result: "succeeded" }) => ({
  kind,
  result,
  endTime: new Date("2026-01-31T09:00:00Z"),
  config: { "nudge:image": { value: JSON.stringify({ repository: "nudge", tag }) } },
  environment: { "git.head": `commit of ${tag}` },
});
const imageIn = (history: History) => {
  const good = lastGood(history, present);
  return good && nameOf(good.image);
};

test("after an update that failed, the one that stands is gone back to", () => {
  const failed = update("v3", { kind: "update", result: "failed" });
  expect(imageIn([failed, update("v2"), update("v1")])).toBe("nudge:v2");
});

test("after an update that succeeded and was a mistake, the one before it", () => {
  expect(imageIn([update("v3"), update("v3"), update("v2")])).toBe("nudge:v2");
});

test("values that were changed and never brought up count as a mistake too", () => {
  expect(imageIn([update("v2"), update("v1")])).toBe("nudge:v2");
});

test("what failed, or was no update, is never gone back to", () => {
  const refreshed = update("v2", { kind: "refresh", result: "succeeded" });
  const failed = update("v1", { kind: "update", result: "failed" });
  expect(lastGood([refreshed, failed], present)).toBeUndefined();
});

test("a tag that was moved is the same image to the values: there is nothing to go back to", () => {
  expect(lastGood([update("v3"), update("v3")], present)).toBeUndefined();
});

test("an update before the images had a key says nothing about them", () => {
  const old = { ...update("v1"), config: {} };
  expect(imageIn([old, update("v2")])).toBe("nudge:v2");
});

test("the update tells its moment and the commit of its program", () => {
  expect(lastGood([update("v2")], present)).toMatchObject({
    at: new Date("2026-01-31T09:00:00Z"),
    commit: "commit of v2",
  });
});

test("an image is named as it is pulled", () => {
  expect(nameOf({ repository: "a/nudge", tag: "v1" })).toBe("a/nudge:v1");
  expect(nameOf({ repository: "nudge", digest: "sha256:0" })).toBe("nudge@sha256:0");
});
