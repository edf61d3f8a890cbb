import { expect, test } from "vitest";
import { daprDefinitions } from "./definitions.ts";
import { daprValues } from "./values.ts";

test("a pod never starts without the sidecar that it asks for, and may do little with it", () => {
  expect(daprValues({ redundancy: "several", sidecars: "required" })).toMatchObject({
    global: { ha: { enabled: true }, mtls: { enabled: true }, seccompProfile: "RuntimeDefault" },
    dapr_sidecar_injector: {
      webhookFailurePolicy: "Fail",
      objectSelector: { matchLabels: { "dapr-app": "true" } },
      sidecarDropALLCapabilities: true,
    },
    dapr_scheduler: { cluster: { inMemoryStorage: false } },
  });
});

test("certificates are given whole, or not at all", () => {
  const certificates = { root: "a", issuer: "b", issuerKey: "c" };
  expect(daprValues({ redundancy: "one", sidecars: "required" }).dapr_sentry).not.toHaveProperty(
    "tls",
  );
  expect(daprValues({ redundancy: "one", sidecars: "required", certificates })).toMatchObject({
    dapr_sentry: { tls: { root: { certPEM: "a" }, issuer: { certPEM: "b", keyPEM: "c" } } },
  });
});

test("the definitions are Dapr's seven, and know where the control plane stands", () => {
  const definitions = daprDefinitions("dapr-system");
  expect(definitions.map(({ metadata }) => metadata.name)).toEqual([
    "components.dapr.io",
    "configurations.dapr.io",
    "httpendpoints.dapr.io",
    "mcpservers.dapr.io",
    "resiliencies.dapr.io",
    "subscriptions.dapr.io",
    "workflowaccesspolicies.dapr.io",
  ]);
  const text = JSON.stringify(definitions);
  expect(text).toContain('"namespace":"dapr-system"');
  expect(text).not.toContain("replaceme");
});
