import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foundIn, foundInFolder, needlesOf } from "./secret-search.ts";

const key = "-----BEGIN KEY-----\nMIGHAgEAMBMGByqG\nSM49AgEGCCqGSM49\n-----END KEY-----\n";
const needles = needlesOf({ password: "of the broker", key });

test("a secret is found as it is, in base64, and by any line of it", () => {
  expect(foundIn(needles, "x of the broker x")).toEqual(["password"]);
  expect(foundIn(needles, `x${btoa("of the broker")}x`)).toEqual(["password, in base64"]);
  expect(foundIn(needles, '"MIGHAgEAMBMGByqG\\n"')).toEqual(["key"]);
  expect(foundIn(needles, "-----BEGIN KEY-----")).toEqual([]);
});

test("what is too short to be told from other words is refused", () => {
  expect(() => needlesOf({ pin: "1234", password: "of the broker" })).toThrow(
    "too short to be searched for: pin",
  );
});

test("a folder is searched whole, whatever is in its files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nudge-search-"));
  try {
    expect(await foundInFolder(needles, folder)).toEqual([]);
    mkdirSync(join(folder, "inside"));
    const binary = Buffer.concat([Buffer.alloc(9), Buffer.from("of the broker"), Buffer.alloc(9)]);
    writeFileSync(join(folder, "inside", "layer"), binary);
    writeFileSync(join(folder, "text"), "one SM49AgEGCCqGSM49 two SM49AgEGCCqGSM49");
    expect(await foundInFolder(needles, folder)).toEqual(["key", "password"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a folder that is not there is an error, and not an empty one", async () => {
  await expect(foundInFolder(needles, "/nowhere/at/all")).rejects.toThrow("/nowhere/at/all");
});
