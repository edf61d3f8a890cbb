import type { ClusterName } from "../../clusters.ts";
import type { StackName } from "../../environments.ts";

const pools = [{ name: "main", size: "a-size", min: 2, max: 4 }];
const managed = { region: "a-region", version: "1.36.3", pools };

/** Nobody listens at this port. */
const unreachable = JSON.stringify({
  "current-context": "away",
  contexts: [{ name: "away", context: { cluster: "away", user: "nobody" } }],
  clusters: [{ name: "away", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "nobody", user: { token: "of nobody" } }],
});

/** Arguments of each kind of cluster, with the store that stands beside it in production. */
export const places = {
  minikube: {
    cluster: { kind: "minikube", context: "minikube" },
    stateStore: { kind: "in-cluster-redis", gibibytes: 1 },
  },
  own: {
    cluster: { kind: "own" },
    stateStore: { kind: "in-cluster-postgresql", gibibytes: 1 },
  },
  doks: {
    cluster: { kind: "doks", ...managed },
    stateStore: { kind: "digitalocean-postgresql", size: "db-s-2vcpu-4gb", nodes: 2 },
  },
  gke: {
    cluster: { kind: "gke", ...managed, project: "a-project" },
    stateStore: { kind: "gcp-postgresql", size: "db-custom-2-8192", gibibytes: 20 },
  },
  aks: {
    cluster: { kind: "aks", ...managed },
    stateStore: { kind: "azure-redis", size: "Standard", gibibytes: 1 },
  },
  oke: {
    cluster: {
      kind: "oke",
      region: "eu-frankfurt-1",
      version: "v1.36.3",
      pools: [{ name: "main", size: "VM.Standard.A1.Flex", min: 1, max: 2 }],
      compartment: "ocid1.compartment.oc1..a",
      availabilityDomains: ["AD-1"],
      image: "ocid1.image.oc1..a",
      profile: "free-tier",
    },
    stateStore: { kind: "oci-postgresql", size: "PostgreSQL.VM.Standard.E4.Flex", nodes: 1 },
  },
  existing: {
    cluster: { kind: "existing", kubeconfig: unreachable },
    stateStore: { kind: "external-postgresql", connection: "host=db.example.com" },
  },
} as const satisfies Readonly<Record<ClusterName, object>>;

/** The values with which a stack stands on a cluster. */
export const valuesOn = (stack: StackName, cluster: ClusterName) => {
  const { stateStore, ...place } = places[cluster];
  return stack === "prod" ? { ...place, stateStore } : place;
};
