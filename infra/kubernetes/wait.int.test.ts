import { expect, test } from "vitest";
import { until } from "./wait.ts";

const { signal } = new AbortController();

test("what does not come within its time is named, with the last reason", async () => {
  const never = until("the shop opens", () => Promise.reject(new Error("closed")), {
    withinMs: 60,
    signal,
  });
  await expect(never).rejects.toThrow("the shop opens: not within 0.06 s: closed");
});

test("a reason to stop comes first", async () => {
  const stopped = AbortSignal.abort(new Error("stopped by SIGINT"));
  const asked = until("the shop opens", async () => true, { withinMs: 60, signal: stopped });
  await expect(asked).rejects.toThrow("stopped by SIGINT");
});

test("nobody waits for what is so", async () => {
  await until("the shop opens", async () => true, { withinMs: 0, signal });
});
