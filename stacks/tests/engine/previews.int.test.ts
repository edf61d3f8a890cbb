import { describe, expect, test } from "vitest";
import { rules } from "../../../infra/policy/rules.ts";
import { app } from "../../../services/catalogue.ts";
import { type ClusterName, clusterNames, isClusterName } from "../../clusters.ts";
import { isStackName, type StackName, stackNames } from "../../environments.ts";
import program from "../../index.ts";
import { policiesOf } from "../../policies.ts";
import { withEngine } from "../../rehearsal.ts";
import { projectFiles, setSecrets } from "../../rehearsal-values.ts";
import { valuesOn } from "./a-stack.ts";
import { previewed } from "./engine.ts";

/** What keeps data and may go with its stack, in the order of the alphabet. */
const unprotected: Readonly<Record<StackName, readonly string[]>> = {
  dev: ["postgresql"],
  prod: [],
  test: ["kafka", "postgresql"],
};

/** The one for machines without a registry stands on a cluster of its own machine, and nowhere else. */
const clustersOf = (stack: StackName): readonly ClusterName[] =>
  stack === "test" ? ["own"] : clusterNames.filter(isClusterName);

describe.each(stackNames.filter(isStackName))(
  "%s, without a cluster and without an account",
  (stack) => {
    test.each(clustersOf(stack))("is previewed on %s", (cluster) =>
      withEngine(
        { stack, program, files: projectFiles(stack, valuesOn(stack, cluster)) },
        async (opened) => {
          await setSecrets(opened);
          // With the rules of every stack: what breaks one would be refused.
          const { steps, resources } = await previewed(opened, await policiesOf(opened));
          const created = [...steps].filter(([, op]) => op === "create");
          expect(created).toHaveLength(steps.size);
          for (const { id } of app.services)
            expect(steps.has(`kubernetes:apps/v1:Deployment ${id}`)).toBe(true);
          expect(steps.has("kubernetes:helm.sh/v3:Release dapr-control-plane")).toBe(true);
          expect([...steps.keys()]).toContainEqual(expect.stringMatching(/:Topic task.created$/));
          const seen = [...resources.values()];
          // The rules have seen something: what they would say if the data had to be protected.
          const said = rules.flatMap(({ broken }) => broken(seen, { data: "protected" }));
          const named = said.map((sentence) => sentence.split(":")[0]);
          // The engine shows resources in any order.
          expect(named.toSorted()).toEqual(unprotected[stack]);
        },
      ),
    );
  },
);

test("the names of prod are what they were: a name is state, and a new one is a new resource", () =>
  withEngine({ stack: "prod", program, files: projectFiles("prod") }, async (opened) => {
    await setSecrets(opened);
    const { resources } = await previewed(opened);
    const names = [...resources.keys()]
      .map((urn) => urn.split("::").slice(2).join("::"))
      .sort((a, b) => (a < b ? -1 : 1));
    await expect(`${JSON.stringify(names, null, 1)}\n`).toMatchFileSnapshot(
      "../golden/urns.golden.json",
    );
  }));

test("a stack that is none is refused before anything is made", () =>
  withEngine({ stack: "staging", program }, async (opened) => {
    await expect(opened.preview()).rejects.toThrow(
      'there is no stack "staging"; there are dev, prod',
    );
  }));

test("wrong values are refused together, and nothing is made", () =>
  withEngine(
    { stack: "dev", program, files: projectFiles("dev", { colour: "red" }) },
    async (opened) => {
      await expect(opened.up()).rejects.toThrow(
        /masterKey: is not set[\s\S]*colour: there is no such key/,
      );
      const { deployment } = await opened.exportStack();
      expect(JSON.stringify(deployment)).not.toContain("kubernetes:");
    },
  ));
