import { describe, expect, test } from "vitest";
import { type ClusterArgs, clusterProblems, type NodePool } from "./cluster-args.ts";

const main: NodePool = { name: "main", size: "VM.Standard.A1.Flex", min: 1, max: 2 };
const oracle: ClusterArgs = {
  kind: "oke",
  region: "eu-frankfurt-1",
  version: "v1.36.3",
  pools: [main],
  compartment: "a",
  availabilityDomains: ["AD-1"],
  image: "a",
  profile: "free-tier",
};

describe("a cluster is refused before its first resource", () => {
  test.each<[string, Partial<NodePool>, string]>([
    ["no machine", { min: 0 }, 'pools["main"].min: is 0; 1 machine is the least'],
    ["fewer at most than at least", { min: 2, max: 1 }, "less than min 2; raise it"],
    ["machines that nobody meant", { max: 101 }, "100 is the most"],
    ["a name that no cloud takes", { name: "Main pool" }, "use 1 to 12 of a-z and 0-9"],
    ["a size that is not free", { size: "VM.Standard.E5" }, '"VM.Standard.E5" is not free'],
    ["more machines than are free", { max: 3 }, "3 machines at most are not free; 2 are"],
  ])("for %s", (_, change, said) => {
    const problems = clusterProblems({ ...oracle, pools: [{ ...main, ...change }] });
    expect(problems).toContainEqual(expect.stringContaining(said));
  });

  test("for pools that are none, or have one name", () => {
    expect(clusterProblems({ ...oracle, pools: [] })).toEqual([
      "pools: is empty; name at least one pool of machines",
    ]);
    expect(
      clusterProblems({
        ...oracle,
        pools: [
          { ...main, max: 1 },
          { ...main, max: 1 },
        ],
      }),
    ).toEqual(['pools: "main" is there twice; rename one']);
  });
});

test("what is right has no problems, and what somebody else made has none of ours", () => {
  expect(clusterProblems(oracle)).toEqual([]);
  expect(
    clusterProblems({
      ...oracle,
      profile: { ocpus: 4, memoryGiB: 24 },
      pools: [{ ...main, max: 9 }],
    }),
  ).toEqual([]);
  expect(clusterProblems({ kind: "minikube", context: "minikube" })).toEqual([]);
  expect(clusterProblems({ kind: "existing", kubeconfig: "" })).toEqual([]);
});
