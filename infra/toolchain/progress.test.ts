import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withProgress } from "./progress.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("work is told when it begins, and every five seconds while it lasts", async () => {
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = withProgress(
    "building",
    (line) => lines.push(line),
    () => promise,
  );
  vi.advanceTimersByTime(10_999);
  expect(lines).toEqual(["building ...", "building, 5 s", "building, 10 s"]);
  resolve("built");
  expect(await work).toBe("built");
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(3);
});

test("work that fails is not told any more", async () => {
  const lines: string[] = [];
  const fail = () => Promise.reject(new Error("full"));
  await expect(withProgress("building", (line) => lines.push(line), fail)).rejects.toThrow("full");
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual(["building ..."]);
});
