/**
 * Where an application runs, as data. Two environments differ in values, never in code:
 * a renderer that asks "which environment is this?" is a field missing here.
 */
export interface Environment {
  readonly name: string;
  /** One topic per event type, or related types together in one stream. */
  readonly topicLayout: TopicLayout;
  readonly broker: Broker;
  readonly stateStore: StateStore;
}

export type TopicLayout = "by-type" | "by-stream";

/** "runtime": the Dapr runtime brings it itself. */
export interface Broker {
  readonly kind: "runtime";
}

/** "runtime": the Dapr runtime brings it itself. */
export interface StateStore {
  readonly kind: "runtime";
}
