import { expect, test } from "vitest";
import { steadily } from "./steadily.ts";

test("work begins although nothing before it has ended", async () => {
  const gate = Promise.withResolvers<void>();
  let begun = 0;
  const ms = await steadily(1_000, 5, () => {
    begun += 1;
    if (begun === 5) gate.resolve();
    return gate.promise;
  });

  expect(begun).toBe(5);
  expect(ms).toHaveLength(5);
});

test("work that fails fails the whole", async () => {
  const work = (index: number) =>
    index === 1 ? Promise.reject(new Error("no")) : Promise.resolve();

  await expect(steadily(1_000, 2, work)).rejects.toThrow("no");
});
