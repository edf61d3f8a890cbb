import type { Admin } from "kafkajs";
import {
  everyReplicaOf,
  replicaGroupPrefix,
  sharedOf,
} from "../../../components/render/dapr-pubsub.ts";
import { app } from "../../../services/catalogue.ts";

/** How many events all readers of the application together have before them. */
export async function lag(admin: Admin): Promise<number> {
  const { groups } = await admin.listGroups();
  const lags = await Promise.all(groups.map(({ groupId }) => lagOf(admin, groupId)));
  return sum(lags);
}

async function lagOf(admin: Admin, groupId: string): Promise<number> {
  const topics = topicsOf(groupId);
  if (topics.length === 0) return 0;
  const read = await admin.fetchOffsets({ groupId, topics });
  const lags = await Promise.all(
    read.map(async ({ topic, partitions }) => {
      const ends = await admin.fetchTopicOffsets(topic);
      return sum(
        ends.map(({ partition, high, low }) => {
          const offset = Number(partitions.find((one) => one.partition === partition)?.offset);
          // A group that has read nothing here yet (-1) begins with what is kept.
          return Number(high) - (offset >= 0 ? offset : Number(low));
        }),
      );
    }),
  );
  return sum(lags);
}

/** What a group of the application reads, with a topic for each type; nothing of another group. */
const topicsOf = (group: string): string[] =>
  app.services.flatMap((spec) => {
    const shared = group === spec.id ? sharedOf(spec) : [];
    const own = group.startsWith(replicaGroupPrefix(spec.id)) ? everyReplicaOf(spec) : [];
    return [...shared, ...own].map(({ topic }) => topic.name);
  });

/** How many events were ever put into a topic. */
export async function writtenTo(admin: Admin, topic: string): Promise<number> {
  return sum((await admin.fetchTopicOffsets(topic)).map(({ high }) => Number(high)));
}

const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
