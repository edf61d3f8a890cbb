import { stringify } from "yaml";
import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import type { Environment } from "../components/model/environment.ts";
import { daprResources } from "../components/render/dapr-resources.ts";
import { kafkaTopics } from "../components/render/kafka-topics.ts";
import { kafkaUsers } from "../components/render/kafka-users.ts";
import type { KubernetesObject } from "../components/render/kubernetes-object.ts";
import { manifests } from "../components/render/manifests.ts";
import { neededSecrets } from "../components/render/secrets.ts";
import { app } from "../services/catalogue.ts";

/** What a stack is made of, as texts of YAML by their path. */
export type Files = ReadonlyMap<string, string>;

/** All of the application in a cluster: objects, topics, users, and which secrets it asks for. */
export const clusterFiles = (environment: ClusterEnvironment): Files =>
  sorted([
    ...manifests(app, environment).map(fileOf),
    ...(environment.brokerKeeper === "elsewhere" ? brokerFiles(environment) : []),
    // No objects: with made-up values they would overwrite the real ones when they are applied.
    yamlFile(".", "secrets", neededSecrets(app, environment)),
  ]);

/** What Dapr is told where there is no cluster. */
export const daprFiles = (environment: Environment): Files =>
  sorted(Object.values(daprResources(app, environment)).flat().map(fileOf));

/** What the broker is asked for by somebody else, as no object of the cluster says it. */
const brokerFiles = (environment: ClusterEnvironment) => [
  ...kafkaTopics(app, environment).map((topic) => yamlFile("topics", topic.name, topic)),
  ...kafkaUsers(app, environment).map((user) => yamlFile("users", user.name, user)),
];

const fileOf = (object: KubernetesObject) =>
  yamlFile(object.kind.toLowerCase(), object.metadata.name, object);

const yamlFile = (folder: string, name: string, content: unknown): readonly [string, string] => [
  folder === "." ? `${name}.yaml` : `${folder}/${name}.yaml`,
  // Without anchors and with sorted keys, two renderings differ where their content does.
  stringify(content, { aliasDuplicateObjects: false, sortMapEntries: true }),
];

const sorted = (files: readonly (readonly [string, string])[]): Files =>
  new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
