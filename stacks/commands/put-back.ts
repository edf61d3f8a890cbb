import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack, UpResult } from "@pulumi/pulumi/automation/index.js";
import { parseDocument } from "yaml";
import { announce, VerbError } from "../verb.ts";
import { type ImageValue, imageKey, imageOf, lastGood, nameOf } from "./last-good.ts";

/** More updates than a bad week has. */
const updatesMax = 50;

/**
 * Names the images of the last good update in the values of the stack again, and brings them up.
 * Everything else stays as values and program say. Throws when there is nothing to go back to.
 */
export async function putBack(
  stack: Stack,
  onOutput: (text: string) => void,
): Promise<UpResult["summary"]> {
  const { name } = stack;
  const present = imageOf((await stack.getAllConfig())[imageKey]?.value ?? "{}");
  announce(`stack history --stack ${name} --page-size ${updatesMax}`);
  const good = lastGood(await stack.history(updatesMax, 1, false), present);
  if (good === undefined) {
    throw new VerbError(
      `no update of ${name} has succeeded with other images than ${nameOf(present)}; go back with git, then: npm run up -- ${name}`,
    );
  }
  const file = `Pulumi.${name}.yaml`;
  const from = good.commit === undefined ? "" : ` of ${good.commit}`;
  console.log(`back to ${nameOf(good.image)}, which came up at ${good.at.toISOString()}${from}`);
  console.log(`writes ${imageKey} in ${file}; keep it: git commit ${file}`);
  writeImage(join(stack.workspace.workDir, file), good.image);
  // An update that was broken off has changed more than was noted down: look first.
  announce(`up --stack ${name} --yes --refresh`);
  return (await stack.up({ onOutput, refresh: true })).summary;
}

/** The engine's own setter would make a number of a tag that has only figures. */
function writeImage(file: string, image: ImageValue): void {
  const values = parseDocument(readFileSync(file, "utf8"));
  values.setIn(["config", imageKey], image);
  writeFileSync(file, values.toString());
}
