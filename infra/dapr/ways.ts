import { daprPorts as ports } from "../../components/model/dapr-ports.ts";
import { fromInside, fromNamespace, fromSidecars, tcp, type Ways } from "../ways-in.ts";

/** The API server calls these, from an address that no policy can name. */
const webhookPods = ["dapr-sidecar-injector", "dapr-operator"];
const amongThemselves = [
  ports.sentry,
  ports.operator,
  ports.scheduler,
  ports.placementRaft,
  ...ports.schedulerEtcd,
];
const forSidecars = [ports.sentry, ports.operator, ports.placement, ports.scheduler];

/**
 * Who reaches the control plane: its own pods, sidecars, the API server at the webhooks, and the
 * namespace that collects metrics. Nobody else.
 */
export const waysToControlPlane = (monitoring: string): Ways => ({
  inside: { ingress: [{ from: [fromInside], ports: amongThemselves.map(tcp) }] },
  sidecars: { ingress: [{ from: [fromSidecars], ports: forSidecars.map(tcp) }] },
  webhooks: {
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values: webhookPods }] },
    ingress: [{ ports: [ports.injectorWebhook, ports.operatorWebhook].map(tcp) }],
  },
  metrics: { ingress: [{ from: [fromNamespace(monitoring)], ports: [tcp(ports.metrics)] }] },
});
