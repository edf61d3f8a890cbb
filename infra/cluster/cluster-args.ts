import type { Input } from "@pulumi/pulumi";

/** Where the cluster is to be, and what it is made of. One of the kinds, and only its own fields. */
export type ClusterArgs =
  | MinikubeArgs
  | ExistingArgs
  | OwnArgs
  | DigitalOceanArgs
  | GoogleArgs
  | AzureArgs
  | OracleArgs;

/** The cluster of a laptop, made by `minikube start`. */
export interface MinikubeArgs {
  readonly kind: "minikube";
  /** Its name in the person's own kubeconfig. */
  readonly context: string;
}

/** A cluster that somebody else made. */
export interface ExistingArgs {
  readonly kind: "existing";
  /** The kubeconfig itself, not its path. */
  readonly kubeconfig: Input<string>;
  /** @default the kubeconfig's current context */
  readonly context?: string;
}

/** A cluster of this machine, made by `npm run cluster -- up`. */
export interface OwnArgs {
  readonly kind: "own";
  /**
   * The path of its kubeconfig.
   * @default none; then nothing can be changed, only shown
   */
  readonly kubeconfig?: string;
}

/** What every cloud is asked alike. */
interface ManagedArgs {
  /** As the cloud names its regions. */
  readonly region: string;
  /** Version of Kubernetes, as the cloud writes it. */
  readonly version: string;
  /** Machines of one size each; the first carries what nobody else wants. */
  readonly pools: readonly NodePool[];
}

/** Machines of one size; the cloud adds and removes them between the limits. */
export interface NodePool {
  readonly name: string;
  /** As the cloud names its machines. */
  readonly size: string;
  /** Machines at least, 1 or more. */
  readonly min: number;
  /** Machines at most. */
  readonly max: number;
}

export interface DigitalOceanArgs extends ManagedArgs {
  readonly kind: "doks";
}

export interface GoogleArgs extends ManagedArgs {
  readonly kind: "gke";
  /** The project's id. */
  readonly project: string;
}

export interface AzureArgs extends ManagedArgs {
  readonly kind: "aks";
}

export interface OracleArgs extends ManagedArgs {
  readonly kind: "oke";
  /** The compartment's OCID. */
  readonly compartment: string;
  /** The availability domains that machines may stand in. */
  readonly availabilityDomains: readonly string[];
  /** The OCID of the image of the machines. */
  readonly image: string;
  /** What a machine has. `free-tier`: what Always Free gives, 4 processors and 24 GB in all. */
  readonly profile: "free-tier" | { readonly ocpus: number; readonly memoryGiB: number };
}

/** Made of Arm machines, of which Always Free gives 4 processors and 24 GB in sum. */
export const freeTier = { size: "VM.Standard.A1.Flex", ocpus: 2, memoryGiB: 12, machinesMax: 2 };

/** More machines than this in one pool were never meant. */
const machinesMax = 100;
const poolName = /^[a-z][a-z0-9]{0,11}$/;

/** Everything that is wrong with the arguments, one sentence each: `field: what, way out`. */
export function clusterProblems(args: ClusterArgs): readonly string[] {
  if (args.kind === "minikube" || args.kind === "existing" || args.kind === "own") return [];
  const { pools } = args;
  const names = pools.map(({ name }) => name);
  return [
    ...(pools.length === 0 ? ["pools: is empty; name at least one pool of machines"] : []),
    ...names
      .filter((name, i) => names.indexOf(name) !== i)
      .map((name) => `pools: "${name}" is there twice; rename one`),
    ...pools.flatMap(poolProblems),
    ...(args.kind === "oke" ? freeTierProblems(args) : []),
  ];
}

function poolProblems({ name, min, max }: NodePool): readonly string[] {
  const at = `pools["${name}"]`;
  return [
    ...(poolName.test(name) ? [] : [`${at}.name: use 1 to 12 of a-z and 0-9, a letter first`]),
    ...(min >= 1 ? [] : [`${at}.min: is ${min}; 1 machine is the least`]),
    ...(max >= min ? [] : [`${at}.max: is ${max}, less than min ${min}; raise it`]),
    ...(max <= machinesMax ? [] : [`${at}.max: is ${max}; ${machinesMax} is the most`]),
  ];
}

function freeTierProblems({ profile, pools, availabilityDomains }: OracleArgs): readonly string[] {
  const nowhere = availabilityDomains.length === 0;
  const domains = nowhere ? ["availabilityDomains: is empty; name at least one"] : [];
  if (profile !== "free-tier") return domains;
  const machines = pools.reduce((sum, { max }) => sum + max, 0);
  const wrongSize = pools.filter(({ size }) => size !== freeTier.size);
  return [
    ...domains,
    ...wrongSize.map(
      ({ name, size }) =>
        `pools["${name}"].size: "${size}" is not free; use ${freeTier.size}, or a profile with sizes`,
    ),
    ...(machines <= freeTier.machinesMax
      ? []
      : [`pools: ${machines} machines at most are not free; ${freeTier.machinesMax} are`]),
  ];
}
