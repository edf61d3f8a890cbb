import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../infra/kubernetes/api.ts";
import type { Image } from "../../../infra/kubernetes/images/image.ts";
import { nodeLayer } from "../../../infra/kubernetes/images/node-image.ts";
import { fileOf } from "../../../infra/kubernetes/images/tar.ts";
import { clusterFiles } from "../../rendering.ts";
import { openShop } from "./open-shop.ts";
import { foundIn, foundInFolder, needlesOf } from "./secret-search.ts";
import { shop } from "./shop.ts";
import type { WholeCluster } from "./whole.ts";

const withinMs = { timeout: 60_000, interval: 500 };
/** Its kind alone may hold secrets. */
const isNoSecret = (kind: string) => kind !== "secrets" && kind !== "";

/** The real values of the stack are searched for everywhere but where they belong. */
export function secretChapter(whole: () => WholeCluster): void {
  describe("secrets", () => {
    test("stand in no object, log, image, state or rendered file; what was planted is found", async () => {
      const { cluster, kubectl, secrets, environment, stateFolder } = whole();
      const planted = randomBytes(16).toString("hex");
      // What is no secret stands in files and state: the search would find what is there.
      const { name: host } = environment.host;
      await plant(whole(), planted);
      const needles = needlesOf({ ...secrets, planted, host });
      expect(needles.size).toBeGreaterThan(20);

      const machine = (folder: string) =>
        Promise.all(
          cluster.logs.map((logs) => foundInFolder(needles, join(dirname(logs), folder))),
        ).then((all) => [...new Set(all.flat())]);
      const found = {
        rendered: foundIn(needles, [...clusterFiles(environment).values()].join("\n")),
        objects: foundIn(needles, await objectsIn(kubectl)),
        logs: await machine("var-log"),
        logsOfTheCluster: await machine("logs"),
        images: await machine("var-lib/containerd/io.containerd.content.v1.content"),
        state: await foundInFolder(needles, stateFolder),
      };
      const others = (all: readonly string[]) => all.filter((each) => each !== "host");
      expect(found.rendered).toEqual(["host"]);
      expect(found.state).toEqual(["host"]);
      expect(others(found.objects)).toEqual(["planted"]);
      expect(others(found.logs)).toEqual(["planted"]);
      expect(others(found.images)).toEqual(["planted"]);
      expect(others(found.logsOfTheCluster)).toEqual([]);
    });
  });
}

/** Everything that can be listed and is no secret, in all namespaces. */
async function objectsIn(kubectl: WholeCluster["kubectl"]): Promise<string> {
  const kinds = await kubectl(["api-resources", "--verbs=list", "--output=name"]);
  const list = kinds.split("\n").filter(isNoSecret).join(",");
  return kubectl(["get", list, "--all-namespaces", "--output=json"]);
}

/** A pod that does everything wrong: a secret in its image, in its variables and in its log. */
async function plant({ cluster, kubectl }: WholeCluster, planted: string): Promise<void> {
  const program = `console.log("${planted}"); setInterval(() => undefined, 60_000);`;
  const image: Image = {
    name: "shop/careless:1",
    layers: [await nodeLayer(), [fileOf("app/main.mjs", program)]],
    config: { Entrypoint: ["/usr/bin/node", "/app/main.mjs"], User: "1000:1000" },
  };
  await cluster.importImages([image]);
  await openShop(cluster, [shop, careless(image.name, planted)]);
  const said = () => kubectl(["logs", "--namespace", "shop", "careless"]);
  await expect.poll(said, withinMs).toContain(planted);
}

const careless = (image: string, planted: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "careless", namespace: "shop" },
  spec: {
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "careless",
        image,
        imagePullPolicy: "Never",
        env: [{ name: "PASSWORD", value: planted }],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  },
});
