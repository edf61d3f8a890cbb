import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { programs } from "../infra/toolchain/programs.ts";
import { charts } from "../infra/versions.ts";
import { root } from "./commands/root.ts";
import { nextCertificates } from "./dapr-certificates.ts";
import { settingsOf } from "./settings.ts";

const valuesOf = (stack: string): Record<string, unknown> => {
  const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace("nudge:", ""), value]),
  );
};
/** As the engine hands them over. */
const given = (changes: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(
    Object.entries({
      ...valuesOf("dev"),
      masterKey: "made up, and used nowhere else at all",
      brokerAdmin: { user: "operator", password: "made up" },
      ...changes,
    }).flatMap(([key, value]) => {
      if (value === undefined) return [];
      return [[key, typeof value === "string" ? value : JSON.stringify(value)]];
    }),
  );
const refusal = (changes: Readonly<Record<string, unknown>>) => () =>
  settingsOf("dev", given(changes));

const oke = {
  kind: "oke",
  region: "eu-frankfurt-1",
  version: "v1.36.3",
  pools: [{ name: "main", size: "VM.Standard.A1.Flex", min: 1, max: 2 }],
  compartment: "a",
  availabilityDomains: ["a"],
  image: "a",
  profile: "free-tier",
};
const made = () => nextCertificates(undefined, { what: "issuer" }, new Date("2026-01-01"));
const [certificates, otherCertificates] = [made(), made()];
const registry = { server: "registry.test", user: "reader", password: "made up" };

describe("the values of a stack", () => {
  test("are read as they stand in the file", () => {
    expect(settingsOf("dev", given())).toMatchObject({
      cluster: { kind: "minikube", context: "minikube" },
      stateStore: { kind: "in-cluster-postgresql", gibibytes: 5 },
      data: "free",
    });
  });

  test("are refused all at once, each with its key", () => {
    const wrong = {
      data: "perhaps",
      host: { nam: "nudge.test" },
      colour: "red",
      masterKey: undefined,
    };
    expect(refusal(wrong)).toThrow(
      [
        "Pulumi.dev.yaml is wrong:",
        "- nudge:host.name: expected string, received undefined",
        "- nudge:host.nam: there is no such key; take it out",
        '- nudge:data: Invalid option: expected one of "free"|"protected"',
        "- nudge:masterKey: is not set; npm run secret -- dev masterKey",
        "- nudge:colour: there is no such key; take it out",
      ].join("\n"),
    );
  });

  test.each([
    [
      "a database of another cloud",
      { cluster: oke, registry, stateStore: { kind: "digitalocean-redis", size: "a", nodes: 1 } },
      'nudge:stateStore.kind: "digitalocean-redis" stands at digitalocean, and nudge:cluster.kind is "oke"',
    ],
    [
      "more than is free",
      { cluster: { ...oke, pools: [{ ...oke.pools[0], max: 3 }] }, registry },
      "nudge:cluster.pools: 3 machines at most are not free; 2 are",
    ],
    [
      "fewer machines at most than at least",
      { cluster: { ...oke, pools: [{ ...oke.pools[0], min: 2, max: 1 }] }, registry },
      'nudge:cluster.pools["main"].max: is 1, less than min 2; raise it',
    ],
    ["a cloud without a registry", { cluster: oke }, "nudge:registry: is not set"],
    ["an image that may change", { image: { repository: "a", tag: "latest" } }, "nudge:image"],
    [
      "a broker without a port",
      { broker: { kind: "external", brokers: ["a"], tls: "off" } },
      "is no host:port",
    ],
    [
      "certificates that do not belong together",
      { daprCertificates: { ...certificates, issuer: otherCertificates.issuer } },
      "nudge:daprCertificates.issuer: is signed by no certificate of root; npm run secret -- dapr-certificates dev",
    ],
    [
      "secrets to be sealed for nobody",
      { secretKeeping: { kind: "sealed" } },
      "nudge:secretKeeping.certificate: expected string, received undefined",
    ],
    [
      "a certificate that cannot be sealed for",
      { secretKeeping: { kind: "sealed", certificate: certificates.root } },
      "nudge:secretKeeping.certificate: is no certificate with an RSA key; the controller's own",
    ],
    [
      "a vault that nobody named",
      { secretKeeping: { kind: "external" } },
      "nudge:secretKeeping.store: expected object, received undefined",
    ],
    [
      "browsers told by nobody",
      { push: { publicKey: "a", subject: "us" } },
      "nudge:push.subject: begins with mailto: or https://",
    ],
    ["a key that can be guessed", { masterKey: "short" }, "nudge:masterKey"],
  ])("are refused with %s", (_, changes, said) => {
    expect(refusal(changes)).toThrow(said);
  });

  test("of prod are refused as they stand in the file: each key that an operator has to say", () => {
    const prod = { ...valuesOf("prod"), registry };
    const said = () => settingsOf("prod", given(prod));
    for (const key of [
      "host.name",
      "host.certificate.email",
      "broker.brokers.0",
      "mail.from",
      "image.repository",
    ]) {
      expect(said).toThrow(new RegExp(`nudge:${key}: "[^"]+" is an example; write your own into`));
    }
    expect(said).toThrow('nudge:sms.from: "+15005550006" delivers nothing');
  });

  test("may have secrets sealed for a controller, or fetched from a vault", () => {
    const { publicKey: certificate } = generateKeyPairSync("rsa", {
      modulusLength: 2_048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const store = { kind: "ClusterSecretStore", name: "vault" };
    const keeping = (value?: object) => settingsOf("dev", given({ secretKeeping: value }));
    expect(keeping().secretKeeping).toEqual({ kind: "plain" });
    expect(keeping({ kind: "sealed", certificate }).secretKeeping.kind).toBe("sealed");
    expect(keeping({ kind: "external", store }).secretKeeping).toEqual({
      kind: "external",
      store,
      prefix: "",
      refresh: "1h",
    });
  });

  test("have the same keys in every stack", () => {
    expect(new Set(Object.keys(valuesOf("prod")))).toEqual(new Set(Object.keys(valuesOf("dev"))));
  });

  test("hold no secret in the open", () => {
    for (const stack of ["dev", "prod"]) {
      const { masterKey, brokerAdmin, secrets, registry: login } = valuesOf(stack);
      expect([masterKey, brokerAdmin, secrets, login]).toEqual(Array(4).fill(undefined));
    }
  });
});

test("the chart of Dapr is of the version that the toolchain builds", () => {
  expect(charts.dapr.version).toBe(programs.daprd.version);
});
