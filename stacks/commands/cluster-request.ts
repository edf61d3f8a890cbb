import { parseArgs } from "node:util";
import { ClusterError } from "../../infra/kubernetes/cluster-error.ts";

/** What a person asks for. */
export type ClusterRequest =
  | { readonly verb: "up"; readonly name: string; readonly nodes: number; readonly on: On }
  | { readonly verb: "down" | "kubeconfig" | "images"; readonly name: string; readonly on: On }
  | { readonly verb: "status"; readonly on: On };

/** Whose cluster: that of the toolchain's own programs, or of Minikube. */
type On = "own" | "minikube";

/** How the verb is called. */
export const usage = `use: npm run cluster -- up [--name nudge] [--nodes 1] [--on own|minikube]
     npm run cluster -- down | kubeconfig | images [--name nudge]
     npm run cluster -- status`;

const options = {
  name: { type: "string" },
  nodes: { type: "string" },
  on: { type: "string" },
} as const;

/** Reads the arguments. Throws a sentence and the usage when they make no request. */
export function requestOf(args: readonly string[], otherwise: On): ClusterRequest {
  const { verb, values } = read(args);
  const { name = "nudge", nodes = "1", on = otherwise } = values;
  if (on !== "own" && on !== "minikube") throw refused(`--on "${on}" is neither own nor minikube`);
  const unfit = Object.keys(values).find((each) => !fitting(verb).includes(each));
  if (unfit !== undefined) throw refused(`--${unfit} says nothing to ${verb}`);
  switch (verb) {
    case "up":
      if (!/^[1-9]\d?$/.test(nodes)) throw refused(`--nodes "${nodes}" is no number of machines`);
      return { verb, name, nodes: Number(nodes), on };
    case "down":
    case "kubeconfig":
    case "images":
      return { verb, name, on };
    case "status":
      return { verb, on };
    default:
      throw refused(verb === "" ? "no verb" : `there is no verb "${verb}"`);
  }
}

function read(args: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [verb = "", ...rest] = positionals;
    if (rest.length > 0) throw new Error(`"${rest.join(" ")}" is too much`);
    return { verb, values };
  } catch (thrown) {
    throw refused(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function fitting(verb: string): readonly string[] {
  if (verb === "up") return ["name", "nodes", "on"];
  return verb === "status" ? ["on"] : ["name", "on"];
}

const refused = (why: string) => new ClusterError(`${why}\n${usage}`);
