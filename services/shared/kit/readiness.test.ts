import { expect, test } from "vitest";
import type { HttpAnswer } from "../../../components/model/http.ts";
import { type ServiceSpec, service } from "../../../components/model/service.ts";
import { readiness } from "./readiness.ts";
import { sample } from "./testing/a-service.ts";
import { ownClock } from "./testing/own-clock.ts";
import { ownPorts } from "./testing/own-ports.ts";

const well: HttpAnswer = { status: 204, headers: {}, body: "" };
const refused: HttpAnswer = { status: 500, headers: {}, body: "connection refused" };
const storeIsAway = 'the store "statestore" does not answer: see that it runs and can be reached';

/** A service whose sidecar answers for the store what it is told. */
function watched(sleeps: "wait" | "pass" = "pass", spec: ServiceSpec = sample) {
  const clock = ownClock(sleeps);
  let store: () => Promise<HttpAnswer> = async () => well;
  const asked: string[] = [];
  const ports = ownPorts(
    async ({ path }) => {
      asked.push(path);
      return path.startsWith("/v1.0/state/") ? store() : well;
    },
    { clock },
  );
  return {
    clock,
    ports,
    asked,
    ...readiness(spec, ports),
    storeAnswers: (answer: () => Promise<HttpAnswer>) => {
      store = answer;
    },
  };
}

test("a service whose sidecar and store answer is ready", async () => {
  expect(await watched().trouble()).toBeUndefined();
});

test("a store that is away is named, and said in the log once; then it is back", async () => {
  const { trouble, storeAnswers, ports } = watched();
  storeAnswers(async () => refused);
  expect(await trouble()).toBe(storeIsAway);
  expect(await trouble()).toBe(storeIsAway);
  expect(ports.logged).toEqual([
    {
      level: "error",
      event: "service.not-ready",
      fields: { what: storeIsAway, why: "500 connection refused" },
    },
  ]);
  storeAnswers(async () => well);
  expect(await trouble()).toBeUndefined();
  expect(ports.logged.map(({ event }) => event)).toEqual([
    "service.not-ready",
    "service.ready-again",
  ]);
});

test("a store that hangs is away, and nobody waits for it longer than a probe does", async () => {
  const { trouble, isStoreAway, storeAnswers, clock } = watched("wait");
  const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
  storeAnswers(() => promise);
  const said = Promise.all([trouble(), isStoreAway()]);
  await clock.advance(0);
  await clock.advance(1_500);
  expect(await said).toEqual([storeIsAway, true]);
  resolve(well);
  expect(await trouble()).toBeUndefined();
});

test("however many ask, one looks", async () => {
  const { isStoreAway, storeAnswers, asked } = watched();
  storeAnswers(async () => refused);
  expect(await Promise.all([isStoreAway(), isStoreAway()])).toEqual([true, true]);
  expect(asked).toEqual(["/v1.0/state/statestore/readiness"]);
  storeAnswers(async () => well);
  expect(await isStoreAway()).toBe(false);
});

test("a service that keeps nothing asks no store", async () => {
  const plain = service({ id: "plain", summary: "Keeps nothing." });
  const { trouble, isStoreAway, asked } = watched("pass", plain);
  expect(await trouble()).toBeUndefined();
  expect(await isStoreAway()).toBe(false);
  expect(asked).toEqual(["/v1.0/healthz/outbound"]);
});

test("a sidecar that does not answer is no exception", async () => {
  const ports = ownPorts(() => Promise.reject(new Error("connection refused")));
  const { trouble, isStoreAway } = readiness(sample, ports);
  expect(await isStoreAway()).toBe(true);
  expect(await trouble()).toContain("the sidecar is not ready");
});
