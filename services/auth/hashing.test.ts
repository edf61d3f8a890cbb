import { expect, test } from "vitest";
import { gate } from "./hashing.ts";

test("two run at once, the others in the order in which they came", async () => {
  const hashing = gate(2, 10);
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const all = [0, 1, 2, 3].map((n) =>
    hashing(() => {
      began.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  await Promise.resolve();
  expect(began).toEqual([0, 1]);

  ends[1]?.();
  await all[1];
  expect(began).toEqual([0, 1, 2]);

  ends[0]?.();
  await all[0];
  expect(began).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  await Promise.all(all);
});

test("who would wait behind too many is sent away", async () => {
  const hashing = gate(1, 1);
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const running = hashing(() => promise);
  const waiting = hashing(() => Promise.resolve("later"));

  await expect(hashing(() => Promise.resolve())).rejects.toMatchObject({ code: "unavailable" });

  end();
  await running;
  expect(await waiting).toBe("later");
});

test("work that fails makes room for the next", async () => {
  const hashing = gate(1, 1);
  await expect(hashing(() => Promise.reject(new Error("no")))).rejects.toThrow("no");

  expect(await hashing(() => Promise.resolve("yes"))).toBe("yes");
});
