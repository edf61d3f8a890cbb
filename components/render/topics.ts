import { type Application, publishable } from "../model/application.ts";
import { type Duration, milliseconds } from "../model/duration.ts";
import type { TopicLayout } from "../model/environment.ts";
import type { ServiceSpec, Subscription } from "../model/service.ts";
import type { Topic } from "../model/topic.ts";

/** A topic as the broker knows it. */
export interface BrokerTopic {
  readonly name: string;
  readonly retention: Duration;
  /** The event types it carries. */
  readonly carries: readonly string[];
}

/** The name under which the broker keeps events of this topic. */
export const brokerTopicName = (topic: Topic, layout: TopicLayout): string =>
  layout === "by-type" ? topic.name : topic.stream;

/** All topics that the application needs, sorted by name. */
export function brokerTopics(app: Application, layout: TopicLayout): readonly BrokerTopic[] {
  const byName = new Map<string, BrokerTopic>();
  for (const topic of app.topics) {
    const name = brokerTopicName(topic, layout);
    const before = byName.get(name);
    byName.set(name, {
      name,
      retention: before ? longer(before.retention, topic.retention) : topic.retention,
      carries: [...(before?.carries ?? []), topic.name],
    });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Broker topics that the service may publish to. */
export const publishedNames = (spec: ServiceSpec, layout: TopicLayout): readonly string[] =>
  sortedUnique(publishable(spec).map((topic) => brokerTopicName(topic, layout)));

/** Broker topics that hold what these subscriptions read. */
export const readNames = (
  subscriptions: readonly Subscription[],
  layout: TopicLayout,
): readonly string[] => sortedUnique(subscriptions.map((s) => brokerTopicName(s.topic, layout)));

/** Broker topics in which these subscriptions set aside what failed. */
export const asideNames = (
  subscriptions: readonly Subscription[],
  layout: TopicLayout,
): readonly string[] =>
  sortedUnique(
    subscriptions.flatMap(({ deadLetter }) =>
      deadLetter === "none" ? [] : [brokerTopicName(deadLetter, layout)],
    ),
  );

const longer = (a: Duration, b: Duration): Duration => (milliseconds(a) < milliseconds(b) ? b : a);

const sortedUnique = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));
