import { afterAll, beforeAll, describe } from "vitest";
import { type FakeApp, fakeApp } from "../testing/fake-app.ts";
import { invokeCases } from "./invoke-cases.ts";
import { jobCases } from "./job-cases.ts";
import { otherCases } from "./other-cases.ts";
import { deliveryCases, publishCases, verdictCases } from "./pubsub-cases.ts";
import { keyCases, stateCases, transactionCases } from "./state-cases.ts";
import type { AppId, Started, Target } from "./target.ts";

/** What each case works with: the target's sidecars, and the apps beside them. */
export interface Suite {
  readonly call: Started["call"];
  readonly apps: Readonly<Record<AppId, FakeApp>>;
}

/** Promises that every Dapr runtime below the application keeps. */
export function conformance(target: Target): void {
  describe(`the Dapr API of ${target.name}`, () => {
    const apps = { a: fakeApp(), b: fakeApp(), c: fakeApp() };
    let started: Started | undefined;
    beforeAll(async () => {
      started = await target.start(apps);
    });
    afterAll(async () => started?.stop());
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
