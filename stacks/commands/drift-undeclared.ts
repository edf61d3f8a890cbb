import { type Declared, keyOf, type ObjectName } from "./drift-declared.ts";

/** An object that is in the cluster. */
export interface Listed extends ObjectName {
  /** The type of a secret. */
  readonly type?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether another object made it, and takes it along when it goes. */
  readonly isOwned: boolean;
  /** Prefixes of the names of the volumes that it asks for: `data-redpanda-`. */
  readonly claims: readonly string[];
}

/** Kinds that the cluster itself writes, in every namespace. */
const writtenByTheCluster = new Set([
  "event",
  "event.events.k8s.io",
  "lease.coordination.k8s.io",
  "endpoints",
  "endpointslice.discovery.k8s.io",
  "podmetrics.metrics.k8s.io",
]);
/** Objects that the cluster puts into every namespace. */
const inEveryNamespace = new Set(["serviceaccount default", "configmap kube-root-ca.crt"]);
/** Secrets in which the cluster and Helm keep what is their own. */
const bookkeeping = new Set(["kubernetes.io/service-account-token", "helm.sh/release.v1"]);

type Excuse = (object: Listed, all: readonly Listed[], declared: Declared) => boolean;

/** Why an object that no stack has declared may be there all the same. */
const excuses: readonly Excuse[] = [
  ({ isOwned }) => isOwned,
  ({ kind }) => writtenByTheCluster.has(kind),
  ({ kind, name }) => inEveryNamespace.has(`${kind} ${name}`),
  ({ type }) => type !== undefined && bookkeeping.has(type),
  // A chart, or an operator's chart, that stands in this namespace by a name that is declared.
  ({ annotations, namespace }, _, { names }) =>
    names.has(`${namespace}/${annotations["meta.helm.sh/release-name"]}`),
  // A certificate keeps its key and itself in a secret.
  ({ annotations, namespace }, all) =>
    all.some(
      ({ kind, namespace: room, name }) =>
        kind === "certificate.cert-manager.io" &&
        room === namespace &&
        name === annotations["cert-manager.io/certificate-name"],
    ),
  // Volumes stay when the set that asked for them goes: nobody owns them.
  ({ kind, namespace, name }, all) =>
    kind === "persistentvolumeclaim" &&
    all.some(
      ({ namespace: room, claims }) =>
        room === namespace && claims.some((prefix) => name.startsWith(prefix)),
    ),
];

/** The objects that nothing explains: neither the stack, nor a chart of it, nor the cluster itself. */
export const undeclared = (all: readonly Listed[], declared: Declared): readonly Listed[] =>
  all
    .filter((object) => !declared.keys.has(keyOf(object)))
    .filter((object) => !excuses.some((excuse) => excuse(object, all, declared)))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Where it is, and the two ways out. */
export const told = ({ kind, namespace, name }: ObjectName): string =>
  `undeclared  ${kind} ${namespace}/${name}: declare it, or kubectl --namespace ${namespace} delete ${kind}/${name}`;
