import { afterAll, describe, expect, test } from "vitest";
import type { ClusterEnvironment } from "../../../components/model/cluster-environment.ts";
import { sizeOf } from "../../../components/model/size.ts";
import { app } from "../../../services/catalogue.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { noteSeconds } from "./figures.ts";
import { podsIn, serving } from "./pods.ts";
import type { WholeCluster } from "./whole.ts";

type Change = (environment: ClusterEnvironment) => ClusterEnvironment;

const section = "More replicas";
/** The owner of every log carries the load, behind the door. */
const scaled = "task";
const replicas = { min: 1, max: 3 };
/** What was promised (SC-004). */
const promisedSeconds = 120;
const withinMs = { timeout: 300_000, interval: 500 };
const people = 12;
const longMs = 600_000;
/** The end of what the engine printed says why it failed. */
const outputMax = 4_000;

/**
 * A service that may have more replicas gets them under load, and nobody is refused meanwhile. The
 * environment is afterwards as `before` makes it.
 */
export function scaleChapter(whole: () => WholeCluster, before: Change): void {
  describe("an autoscaler", () => {
    let crowd: Crowd | undefined;
    afterAll(async () => {
      await crowd?.stop();
      // The autoscaler has set a number that is declared again.
      const { succeeded, output } = await whole().up({ change: before });
      expect(succeeded, output.slice(-outputMax)).toBe(true);
    });

    const title = "brings one more replica under load, and no request fails";
    test(title, { timeout: longMs }, async () => {
      const { up, namespaces, cluster, url } = whole();
      const { succeeded, output } = await up({ change: (base) => withRange(before(base)) });
      expect(succeeded, output.slice(-outputMax)).toBe(true);
      const path = `/apis/autoscaling/v2/namespaces/${namespaces.application}/horizontalpodautoscalers/${scaled}`;
      // It counts nothing before it has measured something.
      await expect.poll(() => cluster.api.get(path), withinMs).toContain('"currentMetrics":[{');
      const began = performance.now();
      crowd = await startCrowd(url, people);
      const serve = async () =>
        serving(await podsIn(cluster.api, namespaces.application), scaled).length;
      await expect.poll(serve, withinMs).toBeGreaterThan(replicas.min);
      noteSeconds(section, `one more of ${scaled}`, performance.now() - began, promisedSeconds);
      await crowd.more(people, promisedSeconds * 1_000);
      await crowd.check();
      expect(crowd.failures()).toEqual([]);
    });
  });
}

function withRange(environment: ClusterEnvironment): ClusterEnvironment {
  const { sizes } = environment;
  const spec = app.services.find(({ id }) => id === scaled);
  if (spec === undefined) throw new Error(`there is no service "${scaled}"`);
  const size = { ...sizeOf(spec, environment), replicas };
  return { ...environment, sizes: { ...sizes, services: { ...sizes.services, [scaled]: size } } };
}
