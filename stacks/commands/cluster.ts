import { join } from "node:path";
import { ClusterError } from "../../infra/kubernetes/cluster-error.ts";
import { down } from "../../infra/kubernetes/down.ts";
import { openEntrance } from "../../infra/kubernetes/entrance/open.ts";
import { preflight } from "../../infra/kubernetes/preflight.ts";
import { statusIn } from "../../infra/kubernetes/status.ts";
import { up } from "../../infra/kubernetes/up.ts";
import { ToolchainError } from "../../infra/toolchain/failures.ts";
import { clusterPrograms } from "../cluster-programs.ts";
import { dev } from "../dev.ts";
import { allImages } from "../images.ts";
import {
  deleteArgs,
  hasMinikube,
  kubeconfigArgs,
  listArgs,
  minikube,
  startArgs,
} from "../minikube.ts";
import { clustersFolder, ownCluster } from "../own-cluster.ts";
import { type ClusterRequest, requestOf } from "./cluster-request.ts";

/** Takes a line: `report` for a person who waits, `print` for what was asked for. */
interface Lines {
  readonly report: (line: string) => void;
  readonly print: (line: string) => void;
}

/** A cluster of this machine's own. */
async function own(
  request: ClusterRequest,
  signal: AbortSignal,
  { report, print }: Lines,
): Promise<void> {
  const base = clustersFolder();
  switch (request.verb) {
    case "up": {
      const { name, nodes } = request;
      // Before anything is built that could not be used here.
      if (!statusIn(base).some((each) => each.name === name))
        await preflight({ name, nodes, base });
      const programs = await clusterPrograms(report, signal);
      const images = await imagesOfThis({ report, signal });
      const cluster = await up({ name, nodes, base, programs, images, report, signal });
      report(`its entrance: ${await openEntrance(cluster, signal)}; npm run up -- test`);
      report(`kubectl is ${join(programs.kubernetes, "kubectl")}, and its KUBECONFIG`);
      print(cluster.kubeconfig);
      return;
    }
    case "down":
      report((await down(base, request.name)) === "ended" ? "nothing of it is left" : "not there");
      return;
    case "kubeconfig": {
      const found = statusIn(base).find(({ name }) => name === request.name);
      if (found?.state !== "runs") throw new ClusterError(`${request.name} does not run; use up`);
      print(found.kubeconfig);
      return;
    }
    case "images": {
      const cluster = await ownCluster(request.name, { report, signal });
      const images = await imagesOfThis({ report, signal });
      report(`bringing ${images.map((each) => each.name).join(", ")} ...`);
      await cluster.importImages(images);
      report("images are on all nodes");
      return;
    }
    case "status": {
      const all = statusIn(base);
      if (all.length === 0) report("no cluster; npm run cluster -- up");
      for (const { name, nodes, state, memoryMiB, server, kubeconfig } of all) {
        print(`${name}  ${state}  nodes ${nodes}  ${memoryMiB} MiB  ${server}  ${kubeconfig}`);
      }
    }
  }
}

type Ports = Pick<Lines, "report"> & { readonly signal: AbortSignal };

/** The application as it is in this clone, and all that it stands on, for objects to start. */
const imagesOfThis = (ports: Ports) => allImages(dev.images.repository, "dev", ports);

function minikubeArgs(request: ClusterRequest): readonly string[] {
  switch (request.verb) {
    case "up":
      return startArgs(request.name, request.nodes);
    case "down":
      return deleteArgs(request.name);
    case "kubeconfig":
      return kubeconfigArgs(request.name);
    case "images":
      throw new ClusterError(
        "images: build stacks/Containerfile in the Docker of `minikube docker-env`",
      );
    case "status":
      return listArgs;
  }
}

async function main(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not only once: a terminal sends it to this process, and npm passes it on to it again.
    process.on(signal, () => stop.abort(new ClusterError(`stopped by ${signal}`)));
  }
  const report = (line: string) => process.stderr.write(`${line}\n`);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const request = requestOf(process.argv.slice(2), hasMinikube() ? "minikube" : "own");
    if (request.on === "minikube") minikube(minikubeArgs(request));
    else await own(request, stop.signal, { report, print });
  } catch (thrown) {
    if (!(thrown instanceof ClusterError || thrown instanceof ToolchainError)) throw thrown;
    for (const line of thrown.message.split("\n")) report(`cluster: ${line}`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
