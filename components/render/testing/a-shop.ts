import { application } from "../../model/application.ts";
import type { Environment, TopicLayout } from "../../model/environment.ts";
import { type Subscription, service } from "../../model/service.ts";
import type { Topic } from "../../model/topic.ts";

/** A topic of the shop; what a case wants otherwise it says. */
export const aTopic = <const Name extends string>(
  name: Name,
  more: Partial<Omit<Topic, "name">> = {},
): Topic<Name> => ({
  name,
  stream: "sales",
  schemaVersion: "1.0",
  schema: { type: "object" },
  retention: "7d",
  summary: `${name} happened.`,
  parse: (json) => json,
  attributes: () => ({ id: "1", subject: "s", key: "k", sequence: 1 }),
  ...more,
});

export const orderPlaced = aTopic("order.placed");
export const orderPaid = aTopic("order.paid", { retention: "14d" });
export const setAside = aTopic("set-aside", { stream: "set-aside", retention: "30d" });

/** A subscription with plain choices. */
export const reads = (topic: Topic, more: Partial<Subscription> = {}): Subscription => ({
  topic,
  retry: { retries: 5, pause: "2s" },
  deadLetter: setAside,
  audience: "one-replica",
  batch: 1,
  ...more,
});

/** Takes orders, asks the till, keeps orders. */
export const counter = service({
  id: "counter",
  summary: "Takes orders.",
  publishes: [orderPlaced, orderPaid],
  invokes: ["till"],
  state: ["order"],
  secrets: ["till-key"],
  bindings: [{ kind: "cron", name: "closing-time", every: "1m" }],
  exposes: { kind: "http", paths: ["/orders"] },
});
/** Is asked by the counter. */
export const till = service({ id: "till", summary: "Takes money." });
/** Reads orders, and what was set aside. */
export const kitchen = service({
  id: "kitchen",
  summary: "Cooks.",
  subscribes: [
    reads(orderPlaced),
    reads(orderPaid),
    reads(setAside, { deadLetter: "none", retry: { retries: 9, pause: "1m" } }),
  ],
});

/** Three services: enough for every kind of relation. */
export const shop = application(counter, till, kitchen);

/** A place where the shop runs. */
export const aPlace = (topicLayout: TopicLayout): Environment => ({
  namespace: "a-place",
  topicLayout,
  broker: { kind: "runtime" },
  stateStore: { kind: "runtime" },
  secretStore: { kind: "runtime" },
  outputs: { kind: "runtime", providers: {} },
  tracing: { kind: "off" },
});
