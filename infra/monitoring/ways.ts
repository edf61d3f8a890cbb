import { fromInside, fromSidecars, tcp, type Ways } from "../ways-in.ts";
import { tools } from "./tools.ts";

/**
 * Who reaches the tools: each other, and sidecars with their traces. People come through a tunnel,
 * which a machine opens on itself. Prometheus asks everybody, so nobody is kept from going out.
 */
export const waysToMonitoring: Ways = {
  inside: { ingress: [{ from: [fromInside] }] },
  traces: {
    podSelector: { matchLabels: { "app.kubernetes.io/name": tools.tracing.service } },
    ingress: [{ from: [fromSidecars], ports: [tcp(tools.tracing.port)] }],
  },
};
