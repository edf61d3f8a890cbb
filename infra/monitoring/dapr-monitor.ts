/** What measures Dapr's control plane: all its pods have a port of this name. */
export const daprMonitor = (namespace: string, controlPlane: string) => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PodMonitor",
  metadata: { name: "dapr", namespace },
  spec: {
    namespaceSelector: { matchNames: [controlPlane] },
    selector: { matchLabels: { "app.kubernetes.io/part-of": "dapr" } },
    podMetricsEndpoints: [{ port: "metrics" }],
  },
});
