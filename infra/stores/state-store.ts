import { core, discovery } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  type Resource,
} from "@pulumi/pulumi";
import { cloudOf, type StateStoreArgs } from "./state-store-args.ts";
import {
  type MadeStore,
  redisName,
  type StateStorePlace,
  type StoreMaker,
} from "./state-store-maker.ts";

/** Where services keep what is theirs: a server in the cluster, a managed one, or somebody's. */
export class StateStoreServer extends ComponentResource {
  readonly values: Readonly<Record<string, Output<string>>>;
  readonly ready: readonly Resource[];

  constructor(
    name: string,
    { make, ...place }: StateStorePlace & { readonly make: StoreMaker },
    options: ComponentResourceOptions = {},
  ) {
    super("platform:index:StateStoreServer", name, {}, options);
    const { values, host, ready } = make(place, this);
    this.values = values;
    this.ready = [...ready, ...(host === undefined ? [] : this.#nameInCluster(host, place))];
    this.registerOutputs({});
  }

  /** An address that is the same on every cloud, so that the application's objects are too. */
  #nameInCluster(host: Host, { namespace, provider }: StateStorePlace): readonly Resource[] {
    const metadata = { name: redisName, namespace };
    const child = { parent: this, provider };
    if (host.kind === "name") {
      const spec = { type: "ExternalName", externalName: host.name };
      return [new core.v1.Service(redisName, { metadata, spec }, child)];
    }
    // An external name that is an address would be looked up as a name, and found nowhere.
    const { address, port } = host;
    return [
      new core.v1.Service(
        redisName,
        { metadata, spec: { clusterIP: "None", ports: [{ name: "server", port }] } },
        child,
      ),
      new discovery.v1.EndpointSlice(
        redisName,
        {
          metadata: { ...metadata, labels: { "kubernetes.io/service-name": redisName } },
          addressType: "IPv4",
          ports: [{ name: "server", port }],
          endpoints: [{ addresses: [address] }],
        },
        child,
      ),
    ];
  }
}

type Host = NonNullable<MadeStore["host"]>;

/** Makes the store. Throws before the first resource when it cannot stand here. */
export async function makeStateStore(
  name: string,
  args: StateStoreArgs,
  place: StateStorePlace,
  options: ComponentResourceOptions = {},
): Promise<StateStoreServer> {
  const cloud = cloudOf(args);
  const here = place.surroundings.cloud;
  if (cloud !== "any" && cloud !== here) {
    const wayOut = "choose a store of the cluster's own cloud, or one in the cluster";
    throw new Error(
      `stateStore.kind: "${args.kind}" stands at ${cloud}, the cluster does not; ${wayOut}`,
    );
  }
  return new StateStoreServer(name, { ...place, make: await makerOf(args) }, options);
}

async function makerOf(args: StateStoreArgs): Promise<StoreMaker> {
  switch (args.kind) {
    case "in-cluster-postgresql":
    case "in-cluster-redis":
      return (await import("./in-cluster.ts")).inCluster(args);
    case "digitalocean-postgresql":
    case "digitalocean-redis":
      return (await import("./digitalocean.ts")).digitalOcean(args);
    case "gcp-postgresql":
    case "gcp-redis":
      return (await import("./gcp.ts")).google(args);
    case "azure-postgresql":
    case "azure-redis":
      return (await import("./azure.ts")).azure(args);
    case "oci-postgresql":
    case "oci-redis":
      return (await import("./oci.ts")).oracle(args);
    case "external-postgresql":
      return (await import("./external.ts")).external(args);
    default:
      return args satisfies never;
  }
}
