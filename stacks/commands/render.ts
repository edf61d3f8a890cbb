import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { environmentOf } from "../environments.ts";
import { local } from "../local.ts";
import { clusterFiles, daprFiles } from "../rendering.ts";
import { type RenderRequest, renderRequest, usage } from "./render-request.ts";

/**
 * `npm run render -- STACK [--cloud CLUSTER] --out DIR`: writes all that a stack is made of as YAML.
 * It needs no engine, cluster, account or passphrase, and knows no secret.
 */
function main(args: readonly string[]): number {
  const request = renderRequest(args);
  if (typeof request === "string") return refuse(`${request}\nusage: ${usage}`);
  const folder = resolve(request.folder);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    // What is left of an earlier rendering would look like a part of this one.
    return refuse(`--out: ${folder} is not empty; name a new folder`);
  }
  const files = filesOf(request);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  console.log(`render: wrote ${files.size} files to ${folder}`);
  return 0;
}

function filesOf({ stack, cluster }: RenderRequest) {
  return stack === "local" ? daprFiles(local) : clusterFiles(environmentOf(stack, cluster));
}

function refuse(sentence: string): number {
  console.error(`render: ${sentence}`);
  return 1;
}

process.exitCode = main(process.argv.slice(2));
