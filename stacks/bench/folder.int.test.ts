import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { inFolder } from "./folder.ts";

it("the folder of a work goes with all that is in it, and nothing beside it goes", async () => {
  const [folder, other] = await inFolder(async (beside) => {
    const inner = await inFolder(async (own) => {
      writeFileSync(join(own, "bench.db"), "tasks");
      return own;
    });
    expect(existsSync(beside)).toBe(true);
    return [inner, beside];
  });
  expect(existsSync(folder ?? "")).toBe(false);
  expect(existsSync(other ?? "")).toBe(false);
  expect(existsSync(dirname(folder ?? ""))).toBe(true);
});

it("the folder also goes when the work fails", async () => {
  let folder = "";
  const failing = inFolder((own) => {
    folder = own;
    return Promise.reject(new Error("it failed"));
  });
  await expect(failing).rejects.toThrow("it failed");
  expect(folder).not.toBe("");
  expect(existsSync(folder)).toBe(false);
});
