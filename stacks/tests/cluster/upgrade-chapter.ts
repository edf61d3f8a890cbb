import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Image } from "../../../infra/kubernetes/images/image.ts";
import { nodeLayer } from "../../../infra/kubernetes/images/node-image.ts";
import { fileOf } from "../../../infra/kubernetes/images/tar.ts";
import { app } from "../../../services/catalogue.ts";
import { putBack } from "../../commands/put-back.ts";
import { rolloutReport } from "../../commands/rollout-report.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { noteSeconds } from "./figures.ts";
import { deadLetters } from "./kill-chapter.ts";
import { tagImages } from "./tag-images.ts";
import type { WholeCluster } from "./whole.ts";

const section = "Another version";
/** What was promised (SC-018). */
const rollbackSeconds = 300;
const people = 4;
const servedWithinMs = 90_000;
/** A version that works is there within half of this. */
const patienceSeconds = 90;
const longMs = 400_000;
/** The end of what the engine printed says why it failed. */
const outputMax = 4_000;
/** Of the broken version this service says that it is not ready; the others cannot be had at all. */
const unready = "web";

/** All services get another version while people work, a broken one as well. */
export function upgradeChapter(whole: () => WholeCluster): void {
  describe("another version", () => {
    let crowd: Crowd;
    let repository: string;
    const image = (tag: string) => ({ values: { image: { repository, tag } } });
    beforeAll(async () => {
      ({ repository } = whole().environment.images);
      // The same programs under another name are another version to everybody who rolls them out.
      const pairs = app.services.map(({ id }) => [`${id}:dev`, `${id}:next`] as const);
      const { cluster } = whole();
      await tagImages(
        cluster,
        pairs.map(([from, to]) => [`${repository}/${from}`, `${repository}/${to}`]),
      );
      await cluster.importImages([await brokenImage(repository)]);
      crowd = await startCrowd(whole().url, people);
    }, longMs);
    afterAll(() => crowd?.stop());

    test(
      "of every service comes while people work: nobody is refused",
      async () => {
        const { succeeded, tookMs, output } = await whole().up(image("next"));
        expect(succeeded, output.slice(-outputMax)).toBe(true);
        noteSeconds(section, "all services have another version", tookMs);
        expect(await imagesOf(whole())).toEqual([`${repository}:next`]);
        await crowd.more(people, servedWithinMs);
        expect(crowd.failures()).toEqual([]);
      },
      longMs,
    );

    test(
      "that is broken stops, with its reasons told, while the one before serves on",
      async () => {
        const { succeeded, tookMs } = await whole().up({ ...image("broken"), patienceSeconds });
        expect(succeeded).toBe(false);
        noteSeconds(section, "a broken version is given up", tookMs);
        const { kubectl, namespaces } = whole();
        const told = (await rolloutReport(kubectl, namespaces.application)).join("\n");
        console.info(told);
        expect(told).toMatch(new RegExp(`^${unready}: app runs and is not ready: .*503`, "m"));
        for (const { id } of app.services.filter(({ id }) => id !== unready)) {
          expect(told).toMatch(
            new RegExp(`^${id}: app cannot begin: (ErrImagePull|ImagePullBackOff)`, "m"),
          );
        }
        expect(told.match(/the version before serves on in 1 replica/g)).toHaveLength(
          app.services.length,
        );
        await crowd.more(people, servedWithinMs);
        expect(crowd.failures()).toEqual([]);
      },
      longMs,
    );

    test(
      "that was broken is gone after a rollback, which nobody notices either",
      async () => {
        const began = performance.now();
        const { result } = await putBack(whole().stack(), () => undefined);
        noteSeconds(section, "a rollback", performance.now() - began, rollbackSeconds);
        expect(result).toBe("succeeded");
        expect(await imagesOf(whole())).toEqual([`${repository}:next`]);
        const { kubectl, namespaces } = whole();
        expect(await rolloutReport(kubectl, namespaces.application)).toEqual([]);
        await crowd.more(people, servedWithinMs);
        await crowd.check();
        expect(crowd.failures()).toEqual([]);
        expect(await deadLetters(whole())).toEqual([]);
      },
      longMs,
    );
  });
}

/** Which versions services are asked to run, each once. */
async function imagesOf({ kubectl, namespaces }: WholeCluster): Promise<readonly string[]> {
  const path = "{.items[*].spec.template.spec.containers[0].image}";
  const place = ["--namespace", namespaces.application];
  const printed = await kubectl(["get", "deployments", ...place, `--output=jsonpath=${path}`]);
  return [...new Set(printed.split(" ").map((name) => name.replace(/\/[^/:]+:/, ":")))];
}

/** It lives, and says of itself that it is not ready. */
async function brokenImage(repository: string): Promise<Image> {
  const program = `import { createServer } from "node:http";
createServer(({ url }, response) => {
  response.writeHead(url === "/readiness" ? 503 : 200).end();
}).listen(8080);
console.log("waiting for what never comes");
process.on("SIGTERM", () => process.exit(0));`;
  return {
    name: `${repository}/${unready}:broken`,
    layers: [await nodeLayer(), [fileOf("app/main.mjs", program)]],
    config: { Entrypoint: ["/usr/bin/node", "/app/main.mjs"], User: "1000:1000" },
  };
}
