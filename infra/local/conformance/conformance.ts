import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { fakeApp } from "../testing/fake-app.ts";
import { invokeCases } from "./invoke-cases.ts";
import { jobCases } from "./job-cases.ts";
import { otherCases } from "./other-cases.ts";
import { deliveryCases, publishCases, verdictCases } from "./pubsub-cases.ts";
import { keyCases, stateCases, transactionCases } from "./state-cases.ts";
import type { Started, Suite, Target } from "./target.ts";

/** Whether a case went as written: by its title, for one target. */
export type Note = (target: string, title: string, held: boolean) => void;

/**
 * Promises that every Dapr runtime below the application keeps. A case in which the target is said
 * to differ must fail: a difference that has gone is noticed as well as a new one.
 */
export function conformance(target: Target, note: Note = () => undefined): void {
  describe(`the Dapr API of ${target.name}`, () => {
    const apps = { a: fakeApp(), b: fakeApp(), c: fakeApp() };
    let started: Started | undefined;
    beforeAll(async () => {
      started = await target.start(apps);
    });
    afterAll(async () => started?.stop());
    beforeEach(({ task }) => {
      if (target.differs?.[task.name] !== undefined) Object.assign(task, { fails: true });
    });
    afterEach(({ task }) => note(target.name, task.name, task.result?.state === "pass"));
    const call: Started["call"] = async (...exchange) => {
      if (!started) throw new Error("the target did not start");
      return started.call(...exchange);
    };
    const suite: Suite = { call, apps };
    stateCases(suite);
    keyCases(suite);
    transactionCases(suite);
    publishCases(suite);
    deliveryCases(suite);
    verdictCases(suite);
    invokeCases(suite);
    jobCases(suite);
    otherCases(suite);
  });
}
