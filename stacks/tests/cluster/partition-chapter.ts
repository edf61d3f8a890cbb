import { afterAll, describe, expect, test } from "vitest";
import { app } from "../../../services/catalogue.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { noteSeconds } from "./figures.ts";
import { podsIn, serving } from "./pods.ts";
import type { WholeCluster } from "./whole.ts";

const section = "A machine that is cut off";
const withinMs = { timeout: 180_000, interval: 500 };
const servedWithinMs = 120_000;
const people = 4;
const second = 1;

/** All services stand on the second machine, which nobody reaches any more. */
export function partitionChapter(whole: () => WholeCluster): void {
  describe("a machine that is cut off", () => {
    let crowd: Crowd | undefined;
    afterAll(async () => {
      await crowd?.stop();
      await whole().cluster.partition(second, "up");
    });

    test("its services are placed on the other one, and nothing is lost", async () => {
      const { cluster, kubectl, namespaces, url } = whole();
      const place = ["--namespace", namespaces.application];
      const [first = "", cut = ""] = cluster.nodes;
      const on = async (node: string) => {
        const pods = (await podsIn(cluster.api, namespaces.application)).filter(
          (pod) => pod.node === node,
        );
        return app.services.filter(({ id }) => serving(pods, id).length > 0).length;
      };
      await kubectl(["cordon", first]);
      await kubectl(["rollout", "restart", "deployment", ...place]);
      await expect.poll(() => on(cut), withinMs).toBe(app.services.length);
      await expect.poll(() => on(first), withinMs).toBe(0);
      await kubectl(["uncordon", first]);
      crowd = await startCrowd(url, people);
      await crowd.more(people, servedWithinMs);

      const began = performance.now();
      await cluster.partition(second, "down");
      await expect.poll(() => on(first), withinMs).toBe(app.services.length);
      noteSeconds(section, "all services are ready on the other one", performance.now() - began);
      await crowd.more(people, servedWithinMs);
      noteSeconds(section, "the longest that nobody was served", crowd.longestWaitMs(began));

      const joined = performance.now();
      await cluster.partition(second, "up");
      await expect.poll(() => on(cut), withinMs).toBe(0);
      noteSeconds(section, "joined again, nothing runs twice", performance.now() - joined);
      await crowd.more(people, servedWithinMs);
      await crowd.check();
    });
  });
}
