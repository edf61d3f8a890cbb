import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { app } from "../../../services/catalogue.ts";
import { type Crowd, startCrowd } from "./crowd.ts";
import { noteSeconds } from "./figures.ts";
import { askFrom, killContainer } from "./inside.ts";
import { type Pod, podsIn, serving } from "./pods.ts";
import type { WholeCluster } from "./whole.ts";

const section = "Killed, and ready again";
/** What was promised of a restart (SC-003); a busy machine may miss it. */
const promisedSeconds = 30;
const backWithin = { timeout: 120_000, interval: 250 };
const servedWithinMs = 90_000;
const betweenFaults = 5;
const people = 4;

/** Everything is killed once, with people at work: nothing that was acknowledged is lost. */
export function killChapter(whole: () => WholeCluster): void {
  describe("faults", () => {
    let crowd: Crowd;
    beforeAll(async () => {
      crowd = await startCrowd(whole().url, people);
    });
    afterAll(() => crowd?.stop());

    /** Measures from a fault until as many pods serve as before, and somebody was told yes. */
    const recovers = async (
      name: string,
      place: { readonly namespace: string; readonly role: string },
      fault: (pod: Pod) => Promise<void> | void,
    ) => {
      const now = async () =>
        serving(await podsIn(whole().cluster.api, place.namespace), place.role);
      const before = await now();
      const [pod] = before;
      if (pod === undefined) throw new Error(`no pod of ${place.role} is ready`);
      const began = performance.now();
      await fault(pod);
      const isBack = async () => {
        const after = await now();
        // The same pod counts again only when something in it began anew.
        const fresh = after.filter((each) => livesOf(each) !== livesOf(pod));
        return fresh.length >= before.length;
      };
      await expect.poll(isBack, backWithin).toBe(true);
      noteSeconds(section, name, performance.now() - began, promisedSeconds);
      await crowd.more(betweenFaults, servedWithinMs);
    };
    const deleted = async ({ name, namespace }: Pod) => {
      const now = ["--grace-period=0", "--force", "--wait=false"];
      await whole().kubectl(["delete", "pod", name, "--namespace", namespace, ...now]);
    };

    test.each(app.services.map(({ id }) => id))(
      "the sidecar of %s is killed with -9 and comes back",
      (role) =>
        recovers(
          `the sidecar of ${role}`,
          { namespace: whole().namespaces.application, role },
          (pod) => killContainer(pod, "daprd"),
        ),
    );

    test.each(app.services.map(({ id }) => id))("a pod of %s is deleted and replaced", (role) =>
      recovers(`a pod of ${role}`, { namespace: whole().namespaces.application, role }, deleted),
    );

    test.each(["task", "api-gateway"])(
      "the process of %s is killed with -9 and comes back",
      (role) =>
        recovers(
          `the process of ${role}`,
          { namespace: whole().namespaces.application, role },
          (pod) => killContainer(pod, "app"),
        ),
    );

    test.each(["dapr-operator", "dapr-sentry", "dapr-sidecar-injector", "dapr-scheduler-server"])(
      "%s of the control plane is deleted and replaced",
      (role) => recovers(role, { namespace: whole().namespaces.controlPlane, role }, deleted),
    );

    test("afterwards nothing is lost, nothing is there twice, nothing was set aside", async () => {
      await crowd.check();
      console.info(`faults: ${crowd.count()} tasks were acknowledged`);
      expect(await deadLetters(whole())).toEqual([]);
    });
  });
}

/** A pod, which may be named like one before it, and how often each of its containers began. */
const livesOf = ({ uid, containers }: Pod): string =>
  [uid, ...containers.map(({ name, restartCount }) => `${name} ${restartCount}`)].join(" ");

const lettersForm = z.object({ items: z.array(z.unknown()) });

/** What was set aside, as the door is told it. */
export async function deadLetters({ cluster, namespaces }: WholeCluster) {
  const [door] = serving(await podsIn(cluster.api, namespaces.application), "api-gateway");
  if (door === undefined) throw new Error("no pod of the door is ready");
  const url = "http://127.0.0.1:3500/v1.0/invoke/audit/method/dead-letters";
  const [answer] = await askFrom(door, [{ url }]);
  return lettersForm.parse(JSON.parse(answer?.text ?? "")).items;
}
