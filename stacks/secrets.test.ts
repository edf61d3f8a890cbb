import { expect, test } from "vitest";
import { environmentOf } from "./environments.ts";
import { secretsOf } from "./secrets.ts";
import type { Settings } from "./settings.ts";

const settings: Settings = {
  cluster: { kind: "existing", kubeconfig: "a" },
  broker: { kind: "external", brokers: ["one.test:9092"], tls: "public" },
  stateStore: { kind: "in-cluster-postgresql", gibibytes: 1 },
  image: { repository: "r.test/nudge", tag: "7" },
  host: { name: "nudge.test" },
  mail: { kind: "sendgrid", from: "nudge@nudge.test" },
  sms: { kind: "twilio", from: "+12025550100" },
  data: "protected",
  accounts: "required",
  sidecars: "required",
  secretKeeping: { kind: "plain" },
  masterKey: "made up, and used nowhere else at all",
  brokerAdmin: { user: "operator", password: "made up" },
  secrets: {},
};
const environment = environmentOf("prod");

test("an account without its secret is refused, with the place of each", () => {
  expect(() => secretsOf(environment, settings, {})).toThrow(
    "nudge:secrets: is without email/api-key, sms/account-sid, sms/auth-token; set each with",
  );
});

test("what a vault has need not be given; it is said which secrets those are", () => {
  const store = { kind: "SecretStore", name: "vault" } as const;
  const secretKeeping = { kind: "external", store, prefix: "", refresh: "1h" } as const;
  const { outside, keeping } = secretsOf(environment, { ...settings, secretKeeping }, {});
  expect(outside).toEqual(["email", "sms"]);
  expect(keeping).toBe(secretKeeping);
});
