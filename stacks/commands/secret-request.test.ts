import { expect, test } from "vitest";
import { secretRequest } from "./secret-request.ts";

test("a stack and a key mean a secret that is given", () => {
  expect(secretRequest(["dev", "masterKey"])).toEqual({
    kind: "given",
    stack: "dev",
    key: "masterKey",
  });
});

test("Dapr's certificates are made, as long-lived as is said", () => {
  const made = { kind: "certificates", stack: "prod", key: "daprCertificates" };
  expect(secretRequest(["dapr-certificates", "prod"])).toEqual({ ...made, what: "issuer" });
  expect(secretRequest(["dapr-certificates", "prod", "--new-root", "--days", "90"])).toEqual({
    ...made,
    what: "root",
    days: 90,
  });
});

test.each([
  [[], "which stack?"],
  [["staging", "masterKey"], 'there is no stack "staging"'],
  [["dapr-certificates"], "which stack?"],
  [["dev"], "which secret?"],
  [["dev", "a key"], "which secret?"],
  [["dev", "masterKey", "value"], "too many words: value"],
  [["dev", "masterKey", "--new-root"], "--new-root and --days are for dapr-certificates"],
  [["dapr-certificates", "dev", "--days", "0"], '--days: "0" is no whole number from 1 to 3650'],
  [["dapr-certificates", "dev", "--soon"], "Unknown option '--soon'"],
])("%j is answered with the way out", (words, said) => {
  const answer = secretRequest(words);
  expect(answer).toContain(said);
  expect(answer).toContain("usage: npm run secret");
});
