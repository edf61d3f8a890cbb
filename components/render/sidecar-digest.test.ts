import { describe, expect, test } from "vitest";
import { type Application, application } from "../model/application.ts";
import type { ClusterEnvironment } from "../model/cluster-environment.ts";
import { service } from "../model/service.ts";
import { manifests, ofKind, type Transforms } from "./manifests.ts";
import { sidecarDigestName } from "./sidecar-digest.ts";
import { aBroker, aCluster } from "./testing/a-cluster.ts";
import { aTopic, counter, kitchen, orderPlaced, reads, shop, till } from "./testing/a-shop.ts";

function digests(app: Application, environment: ClusterEnvironment, transforms: Transforms = {}) {
  const pods = ofKind(manifests(app, environment, transforms), "Deployment");
  return new Map(
    pods.map(({ metadata, spec }) => [
      metadata.name,
      spec.template.metadata.annotations[sidecarDigestName],
    ]),
  );
}

const before = digests(shop, aCluster());

/** Which services of the shop get other pods. */
const renewed = (app: Application, environment = aCluster(), transforms: Transforms = {}) => {
  const after = digests(app, environment, transforms);
  return [...before].flatMap(([id, digest]) => (after.get(id) === digest ? [] : [id]));
};

describe("pods are made anew when their sidecar is to read something else", () => {
  test("of another store, those that keep something", () => {
    const password = { name: "redis", key: "password" };
    const stateStore = { kind: "redis", address: "redis:6379", password, tls: "off" } as const;
    expect(renewed(shop, aCluster({ stateStore }))).toEqual(["counter"]);
  });

  test("of another broker, those that publish or read", () => {
    const broker = { ...aBroker, brokers: ["three.broker:9093"] };
    expect(renewed(shop, aCluster({ broker }))).toEqual(["counter", "kitchen"]);
  });

  test("of a new caller, the one who is called", () => {
    const waiter = service({ id: "waiter", summary: "Asks.", invokes: ["till"] });
    expect(renewed(application(counter, till, kitchen, waiter))).toEqual(["till"]);
  });

  test("of another topic, the one who reads it", () => {
    const app = application(
      counter,
      till,
      service({ ...kitchen, subscribes: [...kitchen.subscribes.slice(1)] }),
    );
    expect(renewed(app)).toEqual(["kitchen"]);
  });

  test("of what a side door makes of it", () => {
    const slow: Transforms = {
      Component: (each) => ({ ...each, metadata: { ...each.metadata, labels: { slow: "yes" } } }),
    };
    expect(renewed(shop, aCluster(), slow)).toEqual(["counter", "kitchen"]);
  });
});

test("a new service with its own topics leaves the pods of all others alone", () => {
  const barista = service({
    id: "barista",
    summary: "Brews.",
    publishes: [aTopic("coffee.brewed")],
    subscribes: [reads(orderPlaced)],
    state: ["cup"],
  });
  expect(renewed(application(counter, till, kitchen, barista))).toEqual([]);
});
