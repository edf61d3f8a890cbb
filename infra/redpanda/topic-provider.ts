import type { dynamic } from "@pulumi/pulumi";
import type { ITopicConfig } from "kafkajs";
import type { KafkaLogin } from "./kafka-login.ts";
import { withAdmin } from "./with-admin.ts";

/** A topic as the broker is asked for it. */
export interface TopicInputs {
  readonly login: KafkaLogin;
  readonly name: string;
  /** Never fewer than before: a key would change its partition, and events their order. */
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** How the engine asks the broker for topics. A topic is never deleted: events are history. */
export const topicProvider: dynamic.ResourceProvider<TopicInputs, TopicInputs> = {
  async check(before: Partial<TopicInputs>, now) {
    const failures: { property: string; reason: string }[] = [];
    if (before.partitions !== undefined && now.partitions < before.partitions) {
      failures.push({
        property: "partitions",
        reason: `"${now.name}" has ${before.partitions} and cannot have ${now.partitions}: keys would change partition; keep it, or make a new topic`,
      });
    }
    return { inputs: now, failures };
  },

  async diff(_id, before, now) {
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    const sorted = (config: Readonly<Record<string, string>>) => Object.entries(config).sort();
    const renamed = before.name !== now.name;
    const changes =
      renamed ||
      before.partitions !== now.partitions ||
      before.replicationFactor !== now.replicationFactor ||
      !same(sorted(before.config), sorted(now.config));
    return {
      changes,
      replaces: [
        ...(renamed ? ["name"] : []),
        ...(before.replicationFactor !== now.replicationFactor ? ["replicationFactor"] : []),
      ],
    };
  },

  async create(inputs) {
    await withAdmin(inputs.login, async (admin) => {
      const topic: ITopicConfig = {
        topic: inputs.name,
        numPartitions: inputs.partitions,
        replicationFactor: inputs.replicationFactor,
        configEntries: Object.entries(inputs.config).map(([name, value]) => ({ name, value })),
      };
      // It may be there already: an update that failed half-way has made it.
      const there = await admin.listTopics();
      if (!there.includes(inputs.name)) {
        await admin.createTopics({ topics: [topic], waitForLeaders: false });
      }
    });
    return { id: inputs.name, outs: inputs };
  },

  async update(id, before, now) {
    const topicResource = 2;
    await withAdmin(now.login, async (admin) => {
      if (now.partitions > before.partitions) {
        const more = { topic: id, count: now.partitions };
        await admin.createPartitions({ topicPartitions: [more] });
      }
      const configEntries = Object.entries(now.config).map(([name, value]) => ({ name, value }));
      await admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: topicResource, name: id, configEntries }],
      });
    });
    return { outs: now };
  },

  async read(id, props) {
    if (props === undefined) throw new Error(`topic "${id}": cannot be imported, declare it`);
    const topicResource = 2;
    return withAdmin(props.login, async (admin) => {
      const there = await admin.listTopics();
      // The engine takes what has no id for gone, and makes it anew.
      if (!there.includes(id)) return {};
      const { topics } = await admin.fetchTopicMetadata({ topics: [id] });
      const names = Object.keys(props.config);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: topicResource, name: id, configNames: names }],
      });
      const entries = resources[0]?.configEntries ?? [];
      const config = Object.fromEntries(
        entries.map(({ configName, configValue }) => [configName, configValue]),
      );
      const partitions = topics[0]?.partitions.length ?? props.partitions;
      return { id, props: { ...props, partitions, config } };
    });
  },

  async delete() {
    // Kept on purpose: the resource is registered with retainOnDelete, and this is never called.
  },
};
