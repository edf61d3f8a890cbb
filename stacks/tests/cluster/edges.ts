import type { Application } from "../../../components/model/application.ts";
import type { ServiceSpec } from "../../../components/model/service.ts";
import { type Pod, roleOf } from "./pods.ts";
import type { WholeCluster } from "./whole.ts";

type Namespaces = WholeCluster["namespaces"];

/** Of a pod, the ports that the one who asks may reach; "any": nobody keeps anybody from it. */
type Ways = readonly number[] | "any";

/** Dapr's control plane, as Dapr's own documents name its ports; a sidecar needs all four. */
const forSidecars: Readonly<Record<string, number>> = {
  "dapr-sentry": 50_001,
  "dapr-operator": 6_500,
  "dapr-placement-server": 50_005,
  "dapr-scheduler-server": 50_006,
};
const amongThemselves = [50_001, 6_500, 50_006, 8_201, 2_379, 2_380];
/** The API server calls these, from an address that no policy can name. */
const webhooks: Readonly<Record<string, number>> = {
  "dapr-sidecar-injector": 4_000,
  "dapr-operator": 19_443,
};
const sidecarPort = 50_002;
const doorPort = 8_080;
/** Whoever makes topics comes from outside, and logs in. */
const fromOutsidePort = 9_094;
const names = [53, 5_353];

/**
 * The ways that the services declare, said here once more and apart from the renderers of policies:
 * what these open, and nothing else, has to be open.
 */
export function declaredWays(
  app: Application,
  namespaces: Namespaces,
  from: Pod,
  to: Pod,
): readonly number[] | "any" {
  const out = waysOut(app, namespaces, from, to);
  const into = waysIn(app, namespaces, from, to);
  if (out === "any") return into;
  return into === "any" ? out : out.filter((port) => into.includes(port));
}

const specOf = (app: Application, pod: Pod): ServiceSpec | undefined =>
  app.services.find(({ id }) => id === roleOf(pod));

/** Services may go only where their declarations lead; nobody else is kept in. */
function waysOut(app: Application, namespaces: Namespaces, from: Pod, to: Pod): Ways {
  if (from.namespace !== namespaces.application) return "any";
  const spec = specOf(app, from);
  const role = roleOf(to);
  switch (to.namespace) {
    case namespaces.application:
      return spec?.invokes.includes(role) ? [sidecarPort] : [];
    case namespaces.controlPlane:
      return [forSidecars[role] ?? 0];
    case namespaces.broker:
      return spec && spec.publishes.length + spec.subscribes.length > 0 ? [9_093] : [];
    case namespaces.stores:
      return [
        ...(role === "postgresql" && spec && spec.state.length > 0 ? [5_432] : []),
        ...(role === "mailpit" && spec?.bindings.some(({ name }) => name === "mail")
          ? [1_025]
          : []),
      ];
    default:
      return role === "kube-dns" ? names : [];
  }
}

/** What is not the cluster's own is closed, but for who is named here. */
function waysIn(app: Application, namespaces: Namespaces, from: Pod, to: Pod): Ways {
  const role = roleOf(to);
  if (to.namespace === namespaces.application) {
    if (from.namespace === namespaces.application) return [sidecarPort];
    const isDoor = specOf(app, to)?.exposes.kind !== "nothing";
    return from.namespace === namespaces.entrance && isDoor ? [doorPort] : [];
  }
  if (to.namespace === namespaces.controlPlane) {
    return [
      webhooks[role] ?? 0,
      ...(from.namespace === namespaces.controlPlane ? amongThemselves : []),
      ...(from.namespace === namespaces.application ? [forSidecars[role] ?? 0] : []),
    ];
  }
  if (to.namespace === namespaces.stores || to.namespace === namespaces.broker) {
    // Services are kept to their own ports by where they may go.
    if (from.namespace === namespaces.application) return "any";
    return role === "kafka" ? [fromOutsidePort] : [];
  }
  return "any";
}
