import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
} from "@pulumi/pulumi";
import { type PlatformArgs, registerAll } from "./register.ts";
import { type KafkaTopic, kafkaTopics } from "./render/kafka-topics.ts";
import { type KafkaUser, kafkaUsers } from "./render/kafka-users.ts";
import { partsOf } from "./render/manifests.ts";

/** What carries events between services. Its topics must be there before any service starts. */
export class EventBus extends ComponentResource {
  readonly components: readonly CustomResource[];
  /** What the broker is to be asked for, by whoever speaks to it. */
  readonly topics: readonly KafkaTopic[];
  /** Who may log in at the broker, and what each may do there. */
  readonly users: readonly KafkaUser[];

  constructor(name: string, args: PlatformArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:EventBus", name, {}, options);
    const { app, environment, transforms, after } = args;
    this.topics = kafkaTopics(app, environment);
    this.users = kafkaUsers(app, environment);
    const { eventBus } = partsOf(app, environment, transforms);
    this.components = registerAll(eventBus, this, after);
    this.registerOutputs({ topics: this.topics.map((topic) => topic.name) });
  }
}
