import { manifests, ofKind } from "../../../components/render/manifests.ts";
import { app } from "../../../services/catalogue.ts";
import { environmentOf } from "../../environments.ts";

/** Objects that are for several services, or for all. */
const shared = "shared";
const scopedKinds = ["Component", "Resiliency", "Subscription"] as const;
const namedKinds = [
  "Configuration",
  "Deployment",
  "HorizontalPodAutoscaler",
  "Ingress",
  "Namespace",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "PodMonitor",
  "Role",
  "RoleBinding",
  "Service",
  "ServiceAccount",
  "ServiceMonitor",
] as const;
/**
 * The names of all objects in a cluster, by the service that they are for. A rename makes a new
 * object and removes the old one, with its history and whatever refers to it.
 */
export function objectNames(): Readonly<Record<string, readonly string[]>> {
  const objects = manifests(app, environmentOf("prod"));
  const services = new Set(app.services.map(({ id }) => id));
  const owned = [
    ...namedKinds.flatMap((kind) =>
      ofKind(objects, kind).map(({ metadata: { name } }) => ({
        owner: services.has(name) ? name : shared,
        object: `${kind}/${name}`,
      })),
    ),
    ...scopedKinds.flatMap((kind) =>
      ofKind(objects, kind).map(({ metadata: { name }, scopes: [only, ...others] }) => ({
        owner: only !== undefined && others.length === 0 ? only : shared,
        object: `${kind}/${name}`,
      })),
    ),
  ];
  const byOwner = Map.groupBy(owned, ({ owner }) => owner);
  return Object.fromEntries(
    [...byOwner].map(([owner, all]) => [
      owner,
      all.map(({ object }) => object).sort((a, b) => (a < b ? -1 : 1)),
    ]),
  );
}
