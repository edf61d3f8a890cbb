import { expect, test } from "vitest";
import { pushKeysOf } from "./push-keys.ts";
import { pushVariables } from "./testing/push-variables.ts";

test("all three variables make keys, and none of them makes none", () => {
  expect(pushKeysOf(pushVariables)).toEqual({
    publicKey: pushVariables.WEB_PUSH_PUBLIC_KEY,
    privateKey: pushVariables.WEB_PUSH_PRIVATE_KEY,
    subject: "mailto:operator@example.org",
  });
  expect(pushKeysOf({})).toBeUndefined();
  expect(pushKeysOf({ WEB_PUSH_PUBLIC_KEY: "", WEB_PUSH_SUBJECT: "" })).toBeUndefined();
});

test.each([
  ["WEB_PUSH_PUBLIC_KEY", undefined],
  ["WEB_PUSH_PUBLIC_KEY", "short"],
  // Another point of the curve: its base point.
  [
    "WEB_PUSH_PUBLIC_KEY",
    "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
  ],
  ["WEB_PUSH_PRIVATE_KEY", ""],
  ["WEB_PUSH_PRIVATE_KEY", "hunter2"],
  ["WEB_PUSH_SUBJECT", undefined],
  ["WEB_PUSH_SUBJECT", "operator@example.org"],
])("%s=%s is named, and no value is repeated", (name, value) => {
  const read = () => pushKeysOf({ ...pushVariables, [name]: value });
  expect(read).toThrow(name);
  expect(read).toThrow("or leave all three out");
  expect(read).not.toThrow(pushVariables.WEB_PUSH_PRIVATE_KEY);
  if (value) expect(read).not.toThrow(value);
});

test("a private key of zero is no key", () => {
  const WEB_PUSH_PRIVATE_KEY = "A".repeat(43);
  expect(() => pushKeysOf({ ...pushVariables, WEB_PUSH_PRIVATE_KEY })).toThrow("does not belong");
});
