import { expect, test } from "vitest";
import { inWords, stackOf } from "./verb.ts";

test("a verb is about one stack that we have", () => {
  expect(stackOf("up", ["dev"])).toBe("dev");
  expect(() => stackOf("up", [])).toThrow("which stack?\nusage: npm run up -- dev|prod");
  expect(() => stackOf("up", ["staging"])).toThrow('there is no stack "staging"');
  expect(() => stackOf("up", ["dev", "prod"])).toThrow('there is no stack "dev prod"');
});

test.each([
  [
    "error: getting secrets manager: incorrect passphrase",
    "PULUMI_CONFIG_PASSPHRASE: is not the one",
  ],
  ["error: the stack is currently locked by 1 lock(s)", "if it was killed: pulumi cancel"],
  ["error: configured Kubernetes cluster is unreachable: connect ECONNREFUSED", "--cluster-gone"],
  [
    "Policies:\n    platform@v1.0.0\n        - [mandatory]  mtls-is-on  (kubernetes:helm.sh/v3:Release: dapr)\n          Sidecars speak by mutual TLS.\n          dapr: mTLS is off; turn it on\n",
    "mtls-is-on: dapr: mTLS is off; turn it on",
  ],
  ["error: no resource plugin 'pulumi-resource-kubernetes' found", "--stand-in"],
  [
    "Diagnostics:\n    error: broker: a:1 cannot be reached as operator: refused\n    error: update failed",
    "broker: a:1 cannot be reached as operator: refused",
  ],
  [
    "error: Unhandled exception: SettingsError: Pulumi.dev.yaml is wrong:\n    - nudge:colour: there is no such key; take it out",
    "- nudge:colour: there is no such key; take it out",
  ],
])("what the engine says is told in few words: %s", (said, told) => {
  const words = inWords(new Error(said));
  expect(words).toContain(told);
  expect(words.split("\n").length).toBeLessThan(4);
});
