import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withPushKeys } from "./push-keys.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "push-keys-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, "push-keys.json");

test("a data folder gets a pair of its own, which stays, and which nobody else reads", () => {
  const first = withPushKeys(folder, { PORT: "1" });
  expect(first).toMatchObject({
    PORT: "1",
    WEB_PUSH_PUBLIC_KEY: expect.stringMatching(/^B[\w-]{86}$/),
    WEB_PUSH_PRIVATE_KEY: expect.stringMatching(/^[\w-]{43}$/),
    WEB_PUSH_SUBJECT: "mailto:nobody@nudge.invalid",
  });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(withPushKeys(folder, { PORT: "1" })).toEqual(first);
});

test("what the operator has set counts, also when it is not complete", () => {
  const given = { WEB_PUSH_SUBJECT: "mailto:ops@example.org" };
  expect(withPushKeys(folder, given)).toBe(given);
});

test("a file that cannot be read is named, and never replaced", () => {
  writeFileSync(file(), "{}");
  expect(() => withPushKeys(folder, {})).toThrow(/push-keys\.json has no keys.*remove it/);
  expect(readFileSync(file(), "utf8")).toBe("{}");
});
