import { readFileSync } from "node:fs";
import { Provider } from "@pulumi/kubernetes";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Output,
  output,
  secret,
} from "@pulumi/pulumi";
import { type ClusterArgs, clusterProblems } from "./cluster-args.ts";
import type { ClusterMaker, Surroundings } from "./cluster-maker.ts";
import type { ClusterTransforms } from "./transforms.ts";

/** A cluster that objects can be placed in. */
export class Cluster extends ComponentResource {
  readonly provider: Provider;
  /** How to reach it; the person's own kubeconfig is nobody else's, and is not given out. */
  readonly kubeconfig: Output<string> | undefined;
  readonly surroundings: Surroundings;

  constructor(
    name: string,
    make: ClusterMaker,
    transform: ClusterTransforms = {},
    options: ComponentResourceOptions = {},
  ) {
    super("platform:index:Cluster", name, {}, options);
    const { kubeconfig, context, surroundings } = make(name, this, transform);
    this.surroundings = surroundings;
    this.kubeconfig = kubeconfig === undefined ? undefined : secret(kubeconfig);
    this.provider = new Provider(
      `${name}-objects`,
      {
        ...(this.kubeconfig === undefined ? {} : { kubeconfig: this.kubeconfig }),
        ...(context === undefined ? {} : { context }),
        enableServerSideApply: true,
        // What is declared counts, also over what somebody changed by hand: an update puts it back.
        enablePatchForce: true,
      },
      // Another way to the same cluster must not make everything in it anew.
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Makes the cluster, or finds it. Throws before the first resource when the arguments are wrong. */
export async function makeCluster(
  name: string,
  args: ClusterArgs,
  transform: ClusterTransforms = {},
  options: ComponentResourceOptions = {},
): Promise<Cluster> {
  const problems = clusterProblems(args).map((problem) => `cluster.${problem}`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return new Cluster(name, await makerOf(args), transform, options);
}

/** Nobody listens there: without it, the person's own cluster would be meant. */
const nowhere = JSON.stringify({
  "current-context": "none",
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "none", user: {} }],
});

const kubeconfigAt = (path: string | undefined): string =>
  path === undefined ? nowhere : readFileSync(path, "utf8");

/** Of the clouds' libraries only the one that is used is loaded: together they take seconds. */
async function makerOf(args: ClusterArgs): Promise<ClusterMaker> {
  switch (args.kind) {
    case "minikube":
      return () => ({ context: args.context, surroundings: { cloud: "none" } });
    case "existing":
      return () => ({
        kubeconfig: output(args.kubeconfig),
        ...(args.context === undefined ? {} : { context: args.context }),
        surroundings: { cloud: "none" },
      });
    case "own":
      return () => ({ kubeconfig: kubeconfigAt(args.kubeconfig), surroundings: { cloud: "none" } });
    case "doks":
      return (await import("./doks.ts")).doks(args);
    case "gke":
      return (await import("./gke.ts")).gke(args);
    case "aks":
      return (await import("./aks.ts")).aks(args);
    case "oke":
      return (await import("./oke.ts")).oke(args);
    default:
      return args satisfies never;
  }
}
