/**
 * Ports of Dapr 1.18, as its processes listen: policies of the network act after a Service was
 * translated.
 */
export const daprPorts = {
  sidecar: { peer: 50_002, metrics: 9_090 },
  sentry: 50_001,
  operator: 6_500,
  placement: 50_005,
  scheduler: 50_006,
  placementRaft: 8_201,
  schedulerEtcd: [2_379, 2_380],
  injectorWebhook: 4_000,
  operatorWebhook: 19_443,
  metrics: 9_090,
} as const;
