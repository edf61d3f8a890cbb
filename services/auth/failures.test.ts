import { expect, test } from "vitest";
import { watched, withFailures } from "./failures.ts";

const away = new Error("the store is away");
const failing = watched(() => Promise.reject(away));
const swallowing = async () => {
  await failing().catch(() => undefined);
  return "signed out";
};

test("a failure that was swallowed comes out", async () => {
  await expect(withFailures(swallowing)).rejects.toBe(away);
});

test("a failure that was put into other words comes out as it was", async () => {
  const reworded = () =>
    failing().catch(() => {
      throw new Error("FAILED_TO_GET_SESSION");
    });

  await expect(withFailures(reworded)).rejects.toBe(away);
});

test("another request at the same time is not concerned", async () => {
  const both = await Promise.allSettled([
    withFailures(swallowing),
    withFailures(() => Promise.resolve("fine")),
  ]);

  expect(both.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

test("what the work itself throws comes out when no port failed", async () => {
  await expect(withFailures(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
