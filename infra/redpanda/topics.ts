import { createRequire } from "node:module";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  dynamic,
  type Input,
  type Resource,
} from "@pulumi/pulumi";
import type { KafkaLogin } from "./kafka-login.ts";
import type * as permissions from "./permissions-provider.ts";
import type * as topic from "./topic-provider.ts";
import type * as user from "./user-provider.ts";

export interface TopicsArgs {
  readonly login: {
    readonly [Field in keyof Omit<KafkaLogin, "brokers">]: Input<KafkaLogin[Field]>;
  } & { readonly brokers: readonly Input<string>[] };
  readonly topics: readonly Omit<topic.TopicInputs, "login">[];
  readonly users: readonly UserArgs[];
  /** What must stand before. @default [] */
  readonly after?: readonly Resource[];
}

export interface UserArgs {
  readonly name: string;
  readonly password: Input<string>;
  readonly allowed: readonly permissions.Permission[];
}

// The engine runs providers apart from this program, from their text. Node itself must have loaded
// that text: what a test runner or a bundler has made of it does not stand alone.
const load = createRequire(import.meta.url);
const { topicProvider }: typeof topic = load("./topic-provider.ts");
const { userProvider }: typeof user = load("./user-provider.ts");
const { permissionsProvider }: typeof permissions = load("./permissions-provider.ts");

/** What a person sees in a preview, as `kafka:Topic` and so on. */
const kinds = {
  Topic: topicProvider,
  User: userProvider,
  Permissions: permissionsProvider,
};

/** Something that the broker keeps, which the engine compares one by one. */
class KeptByBroker extends dynamic.Resource {
  constructor(
    kind: keyof typeof kinds,
    name: string,
    inputs: Readonly<Record<string, Input<unknown>>>,
    options: CustomResourceOptions,
  ) {
    const secrets = { additionalSecretOutputs: ["login", "password"] };
    super(kinds[kind], name, { ...inputs }, { ...options, ...secrets }, "kafka", kind);
  }
}

/** Topics, users and what users may do, at any broker that speaks Kafka's protocol. */
export class Topics extends ComponentResource {
  /** Services start after these: one missing topic silences every subscription of a service. */
  readonly ready: readonly Resource[];

  constructor(name: string, args: TopicsArgs, options: ComponentResourceOptions = {}) {
    super("platform:index:Topics", name, {}, options);
    const { login, topics, users, after = [] } = args;
    const child = { parent: this, dependsOn: [...after] };
    const kept = { ...child, retainOnDelete: true };
    this.ready = [
      ...topics.map((each) => new KeptByBroker("Topic", each.name, { ...each, login }, kept)),
      ...users.flatMap(({ name: id, password, allowed }) => {
        const made = new KeptByBroker("User", id, { login, name: id, password }, child);
        const after = { parent: this, dependsOn: made };
        return [made, new KeptByBroker("Permissions", id, { login, user: id, allowed }, after)];
      }),
    ];
    this.registerOutputs({});
  }
}
