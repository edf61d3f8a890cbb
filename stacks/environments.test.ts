import { describe, expect, test } from "vitest";
import { manifests, ofKind } from "../components/render/manifests.ts";
import { restrictedProblems, withSidecar } from "../components/render/testing/restricted.ts";
import { app } from "../services/catalogue.ts";
import { type ClusterName, clusterNames, clusters, isClusterName, onCluster } from "./clusters.ts";
import { dev } from "./dev.ts";
import { environmentOf, isStackName, type StackName, stackNames } from "./environments.ts";
import { prod } from "./prod.ts";
import { differences, valuesOf } from "./tests/rendered/values-of.ts";

const allStacks = stackNames.filter(isStackName);
const allClusters = clusterNames.filter(isClusterName);
const objectsOf = (stack: StackName, cluster?: ClusterName) =>
  manifests(app, environmentOf(stack, cluster));

/** In these, and in nothing else, the application may differ between clusters. */
const mayDiffer = [
  /^Deployment\/[\w-]+ spec\.template\.spec\.imagePullSecrets\b/,
  /^Ingress\/[\w-]+ spec\.ingressClassName$/,
  /^Ingress\/[\w-]+ metadata\.annotations\b/,
  /^NetworkPolicy\/[\w-]+ spec\.ingress\.\d+\.from\.0\.namespaceSelector\b/,
];

describe.each(allStacks)("%s", (stack) => {
  test("differs between any two clusters only in what clusters are known to differ in", () => {
    const [first, ...others] = allClusters.map((cluster) => valuesOf(objectsOf(stack, cluster)));
    expect(others.length).toBe(clusterNames.length - 1);
    for (const other of others) {
      const different = differences(first ?? new Map(), other);
      expect(different.filter((place) => !mayDiffer.some((each) => each.test(place)))).toEqual([]);
    }
  });

  test("has only pods that are let in where only restricted ones are", () => {
    const deployments = ofKind(objectsOf(stack), "Deployment");
    expect(deployments).toHaveLength(app.services.length);
    for (const { spec } of deployments) {
      expect(restrictedProblems(withSidecar(spec.template))).toEqual([]);
    }
  });

  test("names secrets by their places, and says none", () => {
    const secretName = /password|secret|token|key|sid|connectionString/i;
    const plain = [
      ...ofKind(objectsOf(stack), "Component").flatMap(({ spec }) => spec.metadata),
      ...ofKind(objectsOf(stack), "Deployment").flatMap(
        ({ spec }) => spec.template.spec.containers[0]?.env ?? [],
      ),
    ].filter((entry) => secretName.test(entry.name) && "value" in entry);
    expect(plain).toEqual([]);
    expect(objectsOf(stack).filter(({ kind }) => kind === "Secret")).toEqual([]);
  });
});

test("dev and prod say the same things, with other values", () => {
  expect(new Set(Object.keys(dev))).toEqual(new Set(Object.keys(prod)));
  expect(new Set(Object.keys(dev.network))).toEqual(new Set(Object.keys(prod.network)));
});

test("prod has what more replicas need, and dev a broker that an operator keeps", () => {
  const names = (stack: StackName) =>
    objectsOf(stack).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  const kindsOnlyIn = (one: StackName, other: StackName) => {
    const others = new Set(names(other));
    const only = names(one).filter((name) => !others.has(name));
    return [...new Set(only.map((name) => name.split("/")[0]))];
  };
  expect(kindsOnlyIn("prod", "dev")).toEqual(["HorizontalPodAutoscaler", "PodDisruptionBudget"]);
  expect(kindsOnlyIn("dev", "prod")).toEqual(["Topic", "User"]);
});

/** All in which the stack of this machine's own cluster differs from that of an unwatched laptop. */
const onlyOfTest = [
  // Topics and users are no objects of Redpanda's operator: the engine makes them.
  /^(Topic|User)\/[\w.-]+ /,
  /^Component\/pubsub(-every-replica)? spec\.metadata\.brokers\.value$/,
  /^NetworkPolicy\/[\w-]+ spec\.egress\.\d+\.to\.0\.namespaceSelector\.matchLabels\.kubernetes\.io\/metadata\.name$/,
  // Their sidecars read of another broker.
  /^Deployment\/[\w-]+ spec\.template\.metadata\.annotations\.checksum\/sidecar$/,
  // Nobody knows its name: it is reached by its address.
  /^Ingress\/[\w-]+ spec\.rules\.0\.host$/,
  /^Deployment\/[\w-]+ spec\.template\.spec\.containers\.app\.env\.PUBLIC_URL\.value$/,
];

test("test is dev with a Kafka, an address in place of a name, and nobody who looks on", () => {
  const unwatched = onCluster({ ...dev, monitoring: "off" }, clusters.own);
  const [of, as] = [valuesOf(manifests(app, unwatched)), valuesOf(objectsOf("test"))];
  const places = new Set([...of.keys(), ...as.keys()]);
  const different = [...places].filter((place) => of.get(place) !== as.get(place));
  const isMeant = (place: string) => onlyOfTest.some((each) => each.test(place));
  expect(different.filter((place) => !isMeant(place))).toEqual([]);
  const idle = onlyOfTest.filter((each) => !different.some((place) => each.test(place)));
  expect(idle).toEqual([]);
});

test("every cluster says the same things", () => {
  for (const traits of Object.values(clusters)) {
    expect(traits).toMatchObject({ entrance: { className: expect.any(String) } });
  }
  expect(allClusters).toEqual(["minikube", "doks", "gke", "aks", "oke", "existing", "own"]);
});
