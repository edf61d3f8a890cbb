import { expect, test } from "vitest";
import { certificateValues, entranceValues } from "./values.ts";

const plain = { className: "gate", redundancy: "one", loadBalancer: {}, doors: "plain" } as const;

test("who comes without encryption is sent on only where there is a certificate", () => {
  expect(entranceValues(plain)).not.toHaveProperty("ports");
  expect(entranceValues({ ...plain, doors: "secure" })).toMatchObject({
    ports: {
      web: { http: { redirections: { entryPoint: { to: "websecure", scheme: "https" } } } },
    },
  });
});

test("of several entrances one may be away", () => {
  expect(entranceValues({ ...plain, redundancy: "several" })).toMatchObject({
    deployment: { replicas: 2 },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
  });
});

test("every pod asks for what it needs, and has a limit", () => {
  const { resources, webhook, cainjector, startupapicheck } = certificateValues();
  for (const each of [
    resources,
    webhook.resources,
    cainjector.resources,
    startupapicheck.resources,
  ]) {
    expect(each).toMatchObject({
      requests: { memory: expect.stringMatching("Mi") },
      limits: { memory: expect.stringMatching("Mi") },
    });
  }
});
