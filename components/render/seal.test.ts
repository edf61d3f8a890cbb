import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { seal } from "./seal.ts";
import { unseal } from "./testing/unseal.ts";

const { publicKey: recipient, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const label = "shop/till";
const key = "of the shop alone";
const sealed = (value: string, changes: { readonly label?: string; readonly key?: string } = {}) =>
  seal({ recipient, label, key, value, ...changes });

test.each(["a password", "", "ü€😀", "x".repeat(10_000)])(
  "what was sealed is opened by whom it is for",
  (value) => {
    expect(unseal(sealed(value), privateKey, label)).toBe(value);
  },
);

test("it opens nowhere else, and for nobody else", () => {
  const other = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
  expect(() => unseal(sealed("a"), privateKey, "shop/kitchen")).toThrow(/oaep|rsa/i);
  expect(() => unseal(sealed("a"), other, label)).toThrow(/oaep|rsa/i);
});

test("the same value has the same seal, and any other another", () => {
  expect(sealed("a")).toBe(sealed("a"));
  const seals = [sealed("a"), sealed("b"), sealed("a", { label: "b" }), sealed("a", { key: "b" })];
  expect(new Set(seals).size).toBe(4);
});

test("a seal that somebody changed does not open", () => {
  const bytes = Buffer.from(sealed("a password"), "base64");
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  expect(() => unseal(bytes.toString("base64"), privateKey, label)).toThrow();
});
