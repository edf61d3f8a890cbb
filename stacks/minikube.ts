import { spawnSync } from "node:child_process";
import { ClusterError } from "../infra/kubernetes/cluster-error.ts";
import { programs } from "../infra/toolchain/programs.ts";

// The same verbs where Docker and Minikube are. Nobody has tested them yet: the machines on which
// this repository is checked have neither.

/** Whether this machine can have Minikube's cluster. */
export const hasMinikube = (): boolean =>
  [["docker", "version"] as const, ["minikube", "version"] as const].every(
    ([file, arg]) => spawnSync(file, [arg], { stdio: "ignore" }).status === 0,
  );

/** How Minikube is called for a cluster in which policies are enforced and pods measured. */
export const startArgs = (name: string, nodes: number): readonly string[] => [
  "start",
  ...["--profile", name, "--driver", "docker", "--nodes", String(nodes)],
  ...["--kubernetes-version", `v${programs.kubernetes.version}`],
  // Its own network lets every packet through.
  ...["--cni", "calico", "--addons", "metrics-server"],
];

/** Takes the cluster away. */
export const deleteArgs = (name: string): readonly string[] => ["delete", "--profile", name];

/** Prints the clusters there are. */
export const listArgs: readonly string[] = ["profile", "list"];

/** Prints a kubeconfig that needs no other file. */
export const kubeconfigArgs = (name: string): readonly string[] => [
  ...["--profile", name, "kubectl", "--"],
  ...["config", "view", "--flatten", "--minify", "--context", name],
];

/** Runs Minikube to its end, on this terminal. */
export function minikube(args: readonly string[]): void {
  const { status, error } = spawnSync("minikube", [...args], { stdio: "inherit" });
  if (status === 0) return;
  const why = error?.message ?? `ended with ${status ?? "a signal"}`;
  throw new ClusterError(`minikube ${args.join(" ")}: ${why}; --on own needs no Minikube`);
}
