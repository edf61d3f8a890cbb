import { describe, expect, test } from "vitest";
import { application } from "../model/application.ts";
import { service } from "../model/service.ts";
import { daprConfigurations } from "./dapr-access.ts";
import { daprComponents } from "./dapr-components.ts";
import { daprResiliency } from "./dapr-resiliency.ts";
import { daprSubscriptions } from "./dapr-subscriptions.ts";
import { aPlace, orderPaid, orderPlaced, reads, shop } from "./testing/a-shop.ts";
import { brokerTopics } from "./topics.ts";

const layouts = ["by-type", "by-stream"] as const;
const componentNamed = (name: string, layout: (typeof layouts)[number]) =>
  daprComponents(shop, aPlace(layout)).find(({ metadata }) => metadata.name === name);

describe("topics", () => {
  test("by type, each type has its own", () => {
    expect(brokerTopics(shop, "by-type")).toEqual([
      { name: "order.paid", retention: "14d", carries: ["order.paid"] },
      { name: "order.placed", retention: "7d", carries: ["order.placed"] },
      { name: "set-aside", retention: "30d", carries: ["set-aside"] },
    ]);
  });

  test("by stream, related types share one that is kept as long as the longest", () => {
    expect(brokerTopics(shop, "by-stream")).toEqual([
      { name: "sales", retention: "14d", carries: ["order.paid", "order.placed"] },
      { name: "set-aside", retention: "30d", carries: ["set-aside"] },
    ]);
  });
});

describe("components", () => {
  test("by type, topic scopes name every app, also those without a topic", () => {
    expect(componentNamed("pubsub", "by-type")?.spec.metadata).toEqual([
      { name: "allowedTopics", value: "order.paid,order.placed,set-aside" },
      { name: "protectedTopics", value: "order.paid,order.placed,set-aside" },
      {
        name: "publishingScopes",
        value: "counter=order.paid,order.placed;till=;kitchen=set-aside",
      },
      {
        name: "subscriptionScopes",
        value: "counter=;till=;kitchen=order.paid,order.placed,set-aside",
      },
    ]);
  });

  test("by stream, they name the streams", () => {
    expect(componentNamed("pubsub", "by-stream")?.spec.metadata).toEqual([
      { name: "allowedTopics", value: "sales,set-aside" },
      { name: "protectedTopics", value: "sales,set-aside" },
      { name: "publishingScopes", value: "counter=sales;till=;kitchen=set-aside" },
      { name: "subscriptionScopes", value: "counter=;till=;kitchen=sales,set-aside" },
    ]);
  });

  test("stores, secrets and bindings are seen by their users alone", () => {
    const scopes = daprComponents(shop, aPlace("by-type")).map(({ metadata, scopes }) => [
      metadata.name,
      scopes,
    ]);
    expect(scopes).toEqual([
      ["pubsub", ["counter", "till", "kitchen"]],
      ["statestore", ["counter"]],
      ["closing-time", ["counter"]],
      ["secretstore", ["counter"]],
    ]);
  });

  test("nothing has empty scopes, which would mean everybody", () => {
    const bare = application(service({ id: "bare", summary: "Needs nothing." }));
    for (const layout of layouts) {
      for (const app of [bare, shop]) {
        const rendered = [
          ...daprComponents(app, aPlace(layout)),
          ...daprSubscriptions(app, aPlace(layout)),
          ...daprResiliency(app, aPlace(layout)),
        ];
        expect(rendered.filter(({ scopes }) => scopes.length === 0)).toEqual([]);
      }
    }
    expect(daprComponents(bare, aPlace("by-type")).map((c) => c.metadata.name)).toEqual(["pubsub"]);
  });

  test("a clock's duration is said in seconds", () => {
    expect(componentNamed("closing-time", "by-type")?.spec.metadata).toContainEqual({
      name: "schedule",
      value: "@every 60s",
    });
  });
});

describe("access control", () => {
  const configurations = daprConfigurations(shop, aPlace("by-type"));

  test("everything is denied but the calls that are declared", () => {
    const allowed = configurations.map(({ metadata, spec }) => [
      metadata.name,
      spec.accessControl.defaultAction,
      spec.accessControl.policies?.map(({ appId }) => appId) ?? [],
    ]);
    expect(allowed).toEqual([
      ["counter", "deny", []],
      ["till", "deny", ["counter"]],
      ["kitchen", "deny", []],
    ]);
  });

  test("a caller is believed only from its namespace", () => {
    expect(configurations[1]?.spec.accessControl.policies).toEqual([
      { appId: "counter", defaultAction: "allow", trustDomain: "public", namespace: "a-place" },
    ]);
  });
});

describe("subscriptions", () => {
  test("by type, one for each type, which goes to its handler", () => {
    const all = daprSubscriptions(shop, aPlace("by-type"));
    expect(all.map(({ metadata }) => metadata.name)).toEqual([
      "kitchen-order-placed",
      "kitchen-order-paid",
      "kitchen-set-aside",
    ]);
    expect(all[0]?.spec).toEqual({
      pubsubname: "pubsub",
      topic: "order.placed",
      routes: {
        rules: [{ match: 'event.type == "order.placed"', path: "/events/order.placed" }],
        default: "/events/order.placed",
      },
      deadLetterTopic: "set-aside",
    });
    expect(all[2]?.spec).not.toHaveProperty("deadLetterTopic");
  });

  test("by stream, one for each stream; types nobody asked for are acknowledged", () => {
    const [sales, ...others] = daprSubscriptions(shop, aPlace("by-stream"));
    expect(others.map(({ metadata }) => metadata.name)).toEqual(["kitchen-set-aside"]);
    expect(sales?.spec.routes).toEqual({
      rules: [
        { match: 'event.type == "order.placed"', path: "/events/order.placed" },
        { match: 'event.type == "order.paid"', path: "/events/order.paid" },
      ],
      default: "/events/ignored",
    });
  });

  test("types of one stream come in batches of the smallest that one of them asks for", () => {
    const eager = application(
      service({ id: "shop", summary: "", publishes: [orderPlaced, orderPaid] }),
      service({
        id: "books",
        summary: "",
        subscribes: [reads(orderPlaced, { batch: 50 }), reads(orderPaid, { batch: 10 })],
      }),
    );
    const [sales] = daprSubscriptions(eager, aPlace("by-stream"));
    // Without the wait, Kafka's component would hold back a single event for 10 s.
    expect(sales?.spec.bulkSubscribe).toEqual({
      enabled: true,
      maxMessagesCount: 10,
      maxAwaitDurationMs: 100,
    });
  });
});

test("resiliency: tried again as the quickest reader wants, without end", () => {
  expect(daprResiliency(shop, aPlace("by-type"))).toEqual([
    {
      apiVersion: "dapr.io/v1alpha1",
      kind: "Resiliency",
      metadata: { name: "kitchen-events" },
      spec: {
        policies: {
          retries: { events: { policy: "constant", duration: "2s", maxRetries: -1 } },
        },
        targets: { components: { pubsub: { inbound: { retry: "events" } } } },
      },
      scopes: ["kitchen"],
    },
  ]);
});
