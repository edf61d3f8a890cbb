import { expect, test } from "vitest";
import { inLine } from "./in-line.ts";

test("work of one person is done in order, although the first takes longest", async () => {
  const line = inLine();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const first = line("anna", async () => {
    await gate.promise;
    done.push("first");
  });
  const second = line("anna", async () => {
    done.push("second");
  });
  await line("bob", async () => {
    done.push("bob's");
  });
  gate.resolve();
  await Promise.all([first, second]);

  expect(done).toEqual(["bob's", "first", "second"]);
});

test("work that fails is told to its asker alone", async () => {
  const line = inLine();
  const failed = line("anna", () => Promise.reject(new Error("no")));
  const next = line("anna", () => Promise.resolve());

  await expect(failed).rejects.toThrow("no");
  await expect(next).resolves.toBeUndefined();
});
