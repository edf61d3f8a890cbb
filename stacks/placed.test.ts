import { describe, expect, test } from "vitest";
import { neededSecrets } from "../components/render/secrets.ts";
import { app } from "../services/catalogue.ts";
import { placedEnvironment } from "./placed.ts";
import type { Settings } from "./settings.ts";

const settings: Settings = {
  cluster: { kind: "existing", kubeconfig: "a" },
  broker: { kind: "external", brokers: ["one.test:9092", "two.test:9093"], tls: "public" },
  stateStore: { kind: "in-cluster-postgresql", gibibytes: 1 },
  image: { repository: "r.test/nudge", tag: "7" },
  host: { name: "nudge.test" },
  mail: { kind: "mailbox", from: "nudge@nudge.test" },
  sms: { kind: "twilio", from: "+12025550100" },
  data: "free",
  accounts: "made-up",
  sidecars: "required",
  secretKeeping: { kind: "plain" },
  masterKey: "made up, and used nowhere else at all",
  brokerAdmin: { user: "operator", password: "made up" },
  secrets: {},
};
const placed = (changes: Partial<Settings> = {}) =>
  placedEnvironment("prod", { ...settings, ...changes });
const places = (changes: Partial<Settings> = {}) =>
  neededSecrets(app, placed(changes)).map(({ name, key }) => `${name}/${key}`);

describe("a stack with its values", () => {
  test("has nothing left of the examples in its environment", () => {
    expect(JSON.stringify(placed())).not.toContain("example.com");
  });

  test.each<[Settings["stateStore"], string, number]>([
    [{ kind: "in-cluster-redis", gibibytes: 1 }, "off", 6_379],
    [{ kind: "digitalocean-redis", size: "a", nodes: 1 }, "public", 25_061],
    [{ kind: "gcp-redis", size: "a", gibibytes: 1 }, "public", 6_378],
    [{ kind: "azure-redis", size: "a", gibibytes: 1 }, "public", 10_000],
    [{ kind: "oci-redis", gibibytes: 1, nodes: 1 }, "public", 6_379],
  ])(
    "finds %j under one name, with encryption %s, on port %i, and may go there",
    (stateStore, tls, port) => {
      const { stateStore: store, network } = placed({ stateStore });
      expect(store).toMatchObject({
        address: `redis.stores.svc.cluster.local:${port}`,
        tls,
      });
      expect(network.stateStore.ports).toEqual([port]);
    },
  );

  test("reaches a database of somebody else wherever it stands", () => {
    const stateStore = {
      kind: "external-postgresql",
      connection: "host=db.test port=6432",
    } as const;
    expect(placed({ stateStore }).network.stateStore).toEqual({
      kind: "addresses",
      blocks: ["0.0.0.0/0"],
      ports: [6_432],
    });
  });

  test("sends mail through a server that knows it by a secret", () => {
    const mail = {
      kind: "smtp",
      host: "mail.test",
      port: 587,
      from: "nudge@nudge.test",
      login: "secret",
    } as const;
    expect(placed({ mail }).network.outputs.mail).toEqual({ kind: "internet", ports: [587] });
    expect(places({ mail })).toEqual(expect.arrayContaining(["mail/password", "mail/user"]));
    expect(places()).not.toContain("mail/password");
  });

  test("tells services of the accounts that it has, and of no others", () => {
    expect(places()).not.toContain("openai/api-key");
    const push = { publicKey: "a public key", subject: "mailto:ops@nudge.test" };
    const { variables } = placed({ openai: { model: "a-model" }, push });
    expect(variables.chat).toMatchObject({
      OPENAI_API_KEY: { name: "openai", key: "api-key" },
      OPENAI_MODEL: "a-model",
    });
    expect(variables.notification).toMatchObject({
      WEB_PUSH_PUBLIC_KEY: "a public key",
      WEB_PUSH_PRIVATE_KEY: { name: "web-push", key: "private-key" },
      WEB_PUSH_SUBJECT: "mailto:ops@nudge.test",
    });
    expect(places({ openai: {}, push })).toEqual(
      expect.arrayContaining(["openai/api-key", "web-push/private-key"]),
    );
  });
});
