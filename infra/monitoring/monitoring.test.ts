import { describe, expect, test } from "vitest";
import { daprMonitor } from "./dapr-monitor.ts";
import { requested, shares } from "./tools.ts";
import { type MonitoringValues, monitoringValues } from "./values.ts";
import { pod } from "./zipkin.ts";

const small: MonitoringValues = {
  redundancy: "one",
  metrics: { keptFor: "3d", volume: "none" },
};
const large: MonitoringValues = {
  redundancy: "several",
  metrics: { keptFor: "30d", volume: 50 },
  storageClass: "fast",
};

describe("the values of the chart", () => {
  test("of a laptop keep nothing and send nothing", () => {
    expect(monitoringValues(small)).toMatchObject({
      prometheus: { prometheusSpec: { replicas: 1, retention: "3d" } },
      alertmanager: { enabled: false },
      defaultRules: { create: false },
    });
    expect(monitoringValues(small).prometheus.prometheusSpec).not.toHaveProperty("storageSpec");
  });

  test("of many people watch twice, and drop the oldest before the volume is full", () => {
    const claim = { spec: { storageClassName: "fast" } };
    expect(monitoringValues(large)).toMatchObject({
      prometheus: {
        prometheusSpec: {
          replicas: 2,
          retention: "30d",
          retentionSize: "42GiB",
          storageSpec: { volumeClaimTemplate: claim },
        },
      },
      alertmanager: { alertmanagerSpec: { replicas: 2, storage: { volumeClaimTemplate: claim } } },
    });
  });

  test("take the monitors and rules of everybody", () => {
    expect(monitoringValues(small).prometheus.prometheusSpec).toMatchObject({
      ruleSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
    });
  });

  test("have nothing that a namespace of restricted pods refuses, and no account for all secrets", () => {
    expect(monitoringValues(large)).toMatchObject({
      nodeExporter: { enabled: false },
      grafana: { initChownData: { enabled: false }, rbac: { namespaced: true } },
    });
  });

  test("hold no password: Grafana's stands in a secret", () => {
    const { grafana } = monitoringValues(small);
    expect(grafana).not.toHaveProperty("adminPassword");
    expect(grafana.admin).toEqual({
      existingSecret: "grafana-login",
      userKey: "user",
      passwordKey: "password",
    });
  });
});

test("what a small one asks for is the sum of its parts", () => {
  expect(requested).toEqual({ cpuMilli: 245, memoryMiB: 856 });
  const { grafana, prometheus } = monitoringValues(small);
  // Of the two sidecars of Grafana each has a half.
  expect(grafana.sidecar.resources.requests.memory).toBe("64Mi");
  expect(prometheus.prometheusSpec.resources.requests.cpu).toBe(`${shares.prometheus.cpuMilli}m`);
});

test("the pod of traces may do little, asks for what it needs, and says how it is", () => {
  const [container, ...others] = pod.containers;
  expect(others).toEqual([]);
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  });
  expect(container).toMatchObject({
    image: expect.stringMatching(/:\d+\.\d+\.\d+$/),
    resources: { requests: { memory: "160Mi" }, limits: { memory: "256Mi" } },
    readinessProbe: { httpGet: { path: "/health" } },
    livenessProbe: { httpGet: { path: "/health" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  });
});

test("Dapr's control plane is measured where it stands", () => {
  expect(daprMonitor("monitoring", "dapr-system")).toMatchObject({
    metadata: { namespace: "monitoring" },
    spec: { namespaceSelector: { matchNames: ["dapr-system"] } },
  });
});
