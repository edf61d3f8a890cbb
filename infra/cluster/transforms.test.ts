import { runtime } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { makeCluster } from "./cluster.ts";

test("the side door of a cluster and of its pools changes what is said, and leaves the rest", async () => {
  const registered: runtime.MockResourceArgs[] = [];
  await runtime.setMocks({
    newResource(args) {
      registered.push(args);
      return { id: args.name, state: { ...args.inputs, kubeConfigs: [{ rawConfig: "" }] } };
    },
    call: ({ inputs }) => inputs,
  });
  const pools = ["main", "spare"].map((name) => ({ name, size: "s", min: 1, max: 2 }));
  await makeCluster(
    "cluster",
    { kind: "doks", region: "fra1", version: "1", pools },
    {
      doks: (args) => ({ ...args, ha: false }),
      doksPool: (args) => ({ ...args, tags: ["ours"] }),
    },
  );
  await runtime.disconnect();
  const inputsOf = (type: string): unknown =>
    registered.find((each) => each.type.endsWith(`:${type}`))?.inputs;
  expect(inputsOf("KubernetesCluster")).toMatchObject({ ha: false, region: "fra1" });
  expect(inputsOf("KubernetesNodePool")).toMatchObject({ name: "spare", tags: ["ours"] });
});
