import { describe, expect, test } from "vitest";
import { application } from "../model/application.ts";
import type { Environment, Provider, StateStore } from "../model/environment.ts";
import { service } from "../model/service.ts";
import { daprConfigurations } from "./dapr-access.ts";
import { daprComponents } from "./dapr-components.ts";
import { neededSecrets, secretObjects } from "./secrets.ts";
import { aCluster } from "./testing/a-cluster.ts";
import { aPlace, shop } from "./testing/a-shop.ts";

const database: StateStore = {
  kind: "postgresql",
  connection: { name: "database", key: "connection" },
  connectionsMax: 5,
};
const place = (more: Partial<Environment> = {}): Environment => ({ ...aPlace("by-type"), ...more });
const find = (name: string, environment: Environment, app = shop) =>
  daprComponents(app, environment).find(({ metadata }) => metadata.name === name);

describe("state stores", () => {
  test("PostgreSQL, by a connection that stands in a secret", () => {
    expect(find("statestore", place({ stateStore: database }))?.spec).toEqual({
      type: "state.postgresql",
      version: "v2",
      metadata: [
        { name: "connectionString", secretKeyRef: { name: "database", key: "connection" } },
        { name: "maxConns", value: "5" },
      ],
    });
  });

  test("Redis, with TLS or without", () => {
    const password = { name: "cache", key: "password" };
    const redis = (tls: "off" | "public") =>
      find(
        "statestore",
        place({ stateStore: { kind: "redis", address: "r:6379", password, tls } }),
      );
    expect(redis("public")?.spec).toEqual({
      type: "state.redis",
      version: "v1",
      metadata: [
        { name: "redisHost", value: "r:6379" },
        { name: "redisPassword", secretKeyRef: password },
        { name: "enableTLS", value: "true" },
      ],
    });
    expect(redis("off")?.spec.metadata).toHaveLength(2);
  });
});

describe("secret stores", () => {
  test("beside a process: components look their secrets up in the store, and so their users see it", () => {
    const app = application(
      service({ id: "keeps", summary: "", state: ["thing"] }),
      service({ id: "reads", summary: "", secrets: ["key"] }),
      service({ id: "neither", summary: "" }),
    );
    const environment = place({
      stateStore: database,
      secretStore: { kind: "file", path: "s.json" },
    });
    expect(find("statestore", environment, app)?.auth).toEqual({ secretStore: "secretstore" });
    expect(find("secretstore", environment, app)).toMatchObject({
      scopes: ["keeps", "reads"],
      spec: {
        type: "secretstores.local.file",
        metadata: [
          { name: "secretsFile", value: "s.json" },
          { name: "multiValued", value: "true" },
        ],
      },
    });
  });

  test("in a cluster the operator hands components theirs: only who reads secrets sees the store", () => {
    const environment = place({ stateStore: database, secretStore: { kind: "cluster" } });
    expect(find("statestore", environment)).not.toHaveProperty("auth");
    expect(find("secretstore", environment)).toMatchObject({
      scopes: ["counter"],
      spec: { type: "secretstores.kubernetes" },
    });
  });

  test("give a service the secrets that it declares, and nobody else any", () => {
    const scopesIn = (secretStore: Environment["secretStore"]) =>
      daprConfigurations(shop, place({ stateStore: database, secretStore })).map(
        ({ spec }) => spec.secrets?.scopes,
      );
    const own = { storeName: "secretstore", defaultAccess: "deny", allowedSecrets: ["till-key"] };
    expect(scopesIn({ kind: "runtime" })).toEqual([[own], undefined, undefined]);
    const builtIn = { storeName: "kubernetes", defaultAccess: "deny" };
    expect(scopesIn({ kind: "cluster" })).toEqual([[own, builtIn], undefined, undefined]);
  });

  test("let nobody read what a component looks up for itself", () => {
    const keeps = application(service({ id: "keeps", summary: "", state: ["thing"] }));
    const [only] = daprConfigurations(keeps, place({ stateStore: database }));
    expect(only?.spec.secrets?.scopes).toEqual([
      { storeName: "secretstore", defaultAccess: "deny" },
    ]);
  });
});

describe("ways out", () => {
  const app = application(
    service({
      id: "sends",
      summary: "",
      bindings: [{ kind: "output", name: "post", operation: "create" }],
    }),
  );
  const ref = (key: string) => ({ name: "post", key });
  const deliveredBy = (post: Provider) =>
    find("post", place({ outputs: { kind: "providers", providers: { post } } }), app)?.spec;

  test("by a mail server, with a login or without", () => {
    const smtp = { kind: "smtp", host: "mail", port: 25, from: "a@b.c" } as const;
    expect(deliveredBy({ ...smtp, login: "none" })).toEqual({
      type: "bindings.smtp",
      version: "v1",
      metadata: [
        { name: "host", value: "mail" },
        { name: "port", value: "25" },
        { name: "emailFrom", value: "a@b.c" },
        { name: "direction", value: "output" },
      ],
    });
    const login = { user: ref("user"), password: ref("password") };
    expect(deliveredBy({ ...smtp, login })?.metadata).toEqual(
      expect.arrayContaining([
        { name: "user", secretKeyRef: ref("user") },
        { name: "password", secretKeyRef: ref("password") },
      ]),
    );
  });

  test("by SendGrid and by Twilio", () => {
    expect(deliveredBy({ kind: "sendgrid", from: "a@b.c", apiKey: ref("key") })).toMatchObject({
      type: "bindings.twilio.sendgrid",
      metadata: [
        { name: "apiKey", secretKeyRef: ref("key") },
        { name: "emailFrom", value: "a@b.c" },
        { name: "direction", value: "output" },
      ],
    });
    const twilio = { from: "+1", accountSid: ref("sid"), authToken: ref("token") };
    expect(deliveredBy({ kind: "twilio-sms", ...twilio })).toMatchObject({
      type: "bindings.twilio.sms",
      metadata: [
        { name: "fromNumber", value: "+1" },
        { name: "accountSid", secretKeyRef: ref("sid") },
        { name: "authToken", secretKeyRef: ref("token") },
        { name: "direction", value: "output" },
      ],
    });
  });
});

test("traces go where the environment says, and otherwise nowhere", () => {
  const [quiet] = daprConfigurations(shop, place());
  expect(quiet?.spec).not.toHaveProperty("tracing");
  const tracing = { kind: "zipkin", address: "http://traces/api", share: 0.1 } as const;
  const [traced] = daprConfigurations(shop, place({ tracing }));
  expect(traced?.spec.tracing).toEqual({
    samplingRate: "0.1",
    zipkin: { endpointAddress: "http://traces/api" },
  });
});

describe("secrets", () => {
  const variables = {
    "*": { A: { name: "all", key: "a" } },
    till: { B: { name: "till", key: "b" } },
  };

  test("that are needed are all named, sorted, each once", () => {
    const places = neededSecrets(shop, aCluster({ variables })).map(
      ({ name, key }) => `${name}/${key}`,
    );
    expect(places).toEqual([
      "all/a",
      "counter-app-token/token",
      "counter-broker/password",
      "database/connection",
      "kitchen-app-token/token",
      "kitchen-broker/password",
      "till-app-token/token",
      "till-key/till-key",
      "till/b",
    ]);
  });

  test("become objects with whatever value is given for each place", () => {
    const objects = secretObjects(shop, aCluster(), ({ name, key }) => `${name}.${key}`);
    expect(objects.find(({ metadata }) => metadata.name === "database")).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "database", namespace: "a-place" },
      stringData: { connection: "database.connection" },
    });
  });
});
