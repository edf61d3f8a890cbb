import { ensure } from "../../../infra/toolchain/ensure.ts";
import { toolchain } from "../../rehearsal.ts";
import { documents } from "./every-object.ts";
import { run } from "./run.ts";

/** What the API server of a kubeconfig would refuse of the objects; it keeps none of them. */
export async function refusals(
  objects: readonly object[],
  kubeconfig: string,
): Promise<readonly string[]> {
  const kubernetes = await ensure("kubernetes", toolchain());
  const args = ["apply", "--server-side", "--dry-run=server", "--kubeconfig", kubeconfig];
  const kubectl = kubernetes.path("kubectl");
  const { stderr } = await run(kubectl, [...args, "--filename", "-"], documents(objects));
  return stderr.split("\n").filter((line) => line !== "" && !line.startsWith("Warning:"));
}
