import type { Resources } from "../resources.ts";
import { component, subscription } from "./resources.ts";

/** One store, one topic; `a` writes and `b` reads. */
export const resources: Resources = {
  components: [
    component("pubsub", "pubsub.in-memory", ["a", "b"]),
    component("statestore", "state.in-memory", ["a", "b"]),
  ],
  subscriptions: [subscription("b", "things")],
  resiliency: [],
  configurations: [],
};
