import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import { type ClusterName, clusters, onCluster, type WithoutCluster } from "./clusters.ts";
import { dev } from "./dev.ts";
import { prod } from "./prod.ts";
import { test } from "./test.ts";

interface Stack {
  readonly environment: WithoutCluster;
  /** Where it runs unless it is told otherwise. */
  readonly cluster: ClusterName;
}

/** The stacks that run in a cluster. */
export const stacks = {
  dev: { environment: dev, cluster: "minikube" },
  prod: { environment: prod, cluster: "doks" },
  test: { environment: test, cluster: "own" },
} as const satisfies Readonly<Record<string, Stack>>;

export type StackName = keyof typeof stacks;

/** The names, for who has to choose one. */
export const stackNames = Object.keys(stacks);

/** Whether it is a stack that we have. */
export const isStackName = (name: string): name is StackName => stackNames.includes(name);

/** What a stack is on a cluster. */
export const environmentOf = (
  name: StackName,
  cluster: ClusterName = stacks[name].cluster,
): ClusterEnvironment => onCluster(stacks[name].environment, clusters[cluster]);
