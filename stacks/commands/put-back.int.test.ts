import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Config, type Output, output } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { withEngine } from "../rehearsal.ts";
import { putBack } from "./put-back.ts";

/** A stack that is nothing but its images; some of them cannot be had. */
const program = async (): Promise<{ readonly image: Output<string> }> => {
  const { tag } = new Config("nudge").requireObject<{ tag: string }>("image");
  if (tag === "absent") throw new Error("absent: cannot be had");
  return { image: output(tag) };
};
const valuesOf = (tag: string) => `# Why it is so.
config:
  nudge:image:
    repository: nudge
    tag: "${tag}"
`;
const quiet = () => undefined;

test("the images of the last good update are back, in the stack and in its values", () =>
  withEngine(
    // A tag of figures alone is a text all the same.
    { program, files: { "Pulumi.test.yaml": valuesOf("1234567") } },
    async (stack, { workDir }) => {
      const values = join(workDir, "Pulumi.test.yaml");
      await stack.up();
      writeFileSync(values, valuesOf("absent"));
      await expect(stack.up()).rejects.toThrow("cannot be had");
      await putBack(stack, quiet);
      expect((await stack.outputs()).image?.value).toBe("1234567");
      expect(readFileSync(values, "utf8")).toContain(valuesOf("1234567"));
    },
  ));

test("with nothing to go back to, nothing is changed and the way out is told", () =>
  withEngine(
    { program, files: { "Pulumi.test.yaml": valuesOf("v1") } },
    async (stack, { workDir }) => {
      await stack.up();
      await expect(putBack(stack, quiet)).rejects.toThrow(
        "no update of test has succeeded with other images than nudge:v1; go back with git",
      );
      expect(readFileSync(join(workDir, "Pulumi.test.yaml"), "utf8")).toContain(valuesOf("v1"));
    },
  ));
