import { expect, test } from "vitest";
import { signature } from "./signature.ts";

test("a signature is the HMAC of the moment and the body", () => {
  // printf '1767600000.{"a":1}' | openssl dgst -sha256 -hmac whsec_secret
  expect(signature("whsec_secret", '{"a":1}', Date.parse("2026-01-05T08:00:00.999Z"))).toBe(
    "t=1767600000,v1=0f1c9ac68dca421c753c888ea1bf0a3380f69cacf8ad69a048d3a9db04c0d85b",
  );
});
