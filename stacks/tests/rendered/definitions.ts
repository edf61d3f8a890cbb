import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { daprDefinitions } from "../../../infra/dapr/definitions.ts";
import { moduleFolder } from "../../charts.ts";

const prometheusOperator = "github.com/prometheus-operator/prometheus-operator";

/** The definitions of Dapr's kinds and of the Prometheus operator's, as they themselves have them. */
export async function definitions(): Promise<readonly object[]> {
  const folder = await moduleFolder("definitions", prometheusOperator);
  const cwd = join(folder, "example", "prometheus-operator-crd");
  const files = globSync("*.yaml", { cwd }).sort();
  const ofPrometheus = files.map((file): object => parse(readFileSync(join(cwd, file), "utf8")));
  return [...daprDefinitions("dapr-system"), ...ofPrometheus];
}
