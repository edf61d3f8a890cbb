import type { Resources } from "../resources.ts";
import { callers, component, retrying, subscription } from "../testing/resources.ts";

/** Short pauses, so that the suite is quick on a real clock. */
const quickly = { policy: "constant", duration: "50ms", maxRetries: 2 };

const topics = ["plain", "routed", "aside", "dead", "bulk"];

/** What every target of the suite is given. */
export const resources: Resources = {
  components: [
    component("pubsub", "pubsub.in-memory", ["a", "b", "c"], {
      allowedTopics: topics.join(","),
      protectedTopics: topics.join(","),
      publishingScopes: `a=${topics.join(",")};b=dead;c=`,
      subscriptionScopes: `a=;b=${topics.join(",")};c=`,
    }),
    component("statestore", "state.in-memory", ["a", "b"]),
    component("env", "secretstores.local.env", ["a"]),
    component("mail", "bindings.http", ["a"], { direction: "output" }),
    component("tick", "bindings.cron", ["b"], { schedule: "@every 1s", direction: "input" }),
  ],
  subscriptions: [
    subscription("b", "plain"),
    subscription("b", "routed", {
      routes: { rules: [{ match: 'event.type == "special"', path: "/special" }], default: "/rest" },
    }),
    subscription("b", "aside", { deadLetterTopic: "dead" }),
    subscription("b", "dead"),
    subscription("b", "bulk", {
      bulkSubscribe: { enabled: true, maxMessagesCount: 10, maxAwaitDurationMs: 500 },
      deadLetterTopic: "dead",
    }),
  ],
  resiliency: [retrying("b", quickly)],
  configurations: [callers("b", ["a"])],
};

/** The topics that the target creates before it starts. */
export const topicSettings = topics.map((name) => ({ name, retentionMs: 3_600_000 }));
