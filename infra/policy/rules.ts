import { at, containersOf, isKind, listAt, podOf, type Resource } from "./resource.ts";

/** What holds for every stack, whoever wrote it. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  /** Whether it can be said of a resource alone, and so before that one is made. */
  readonly about: "one" | "all";
  /** One sentence for each resource that breaks it: its name, what, the way out. */
  readonly broken: (resources: readonly Resource[], wanted: Wanted) => readonly string[];
}

export interface Wanted {
  /** Whether what keeps data must be protected from deletion. */
  readonly data: "free" | "protected";
}

const dayMs = 86_400_000;
const retentionMinMs = 7 * dayMs;

/** A rule about each resource alone. */
const each = (
  problem: (resource: Resource, wanted: Wanted) => string | undefined,
): Pick<Rule, "about" | "broken"> => ({
  about: "one",
  broken: (resources, wanted) =>
    resources.flatMap((resource) => {
      const found = problem(resource, wanted);
      return found === undefined ? [] : [`${resource.name}: ${found}`];
    }),
});

const stateful =
  /^(digitalocean:.*DatabaseCluster|gcp:sql.*:DatabaseInstance|gcp:redis.*:Instance|azure-native:dbforpostgresql.*:Server|azure-native:redis.*:Redis|oci:.*:DbSystem|kubernetes:apps\/v1:StatefulSet)$/;
const secretWord = /password|secret|token|api-?key/i;

export const rules: readonly Rule[] = [
  {
    name: "images-are-pinned",
    description: "An image has a tag other than latest, or a digest.",
    ...each((resource) => {
      const loose = containersOf(resource)
        .map((container) => String(at(container, "image")))
        .filter((image) => !/@sha256:|:[\w.-]+$/.test(image) || image.endsWith(":latest"));
      return loose.length > 0 ? `${loose.join(", ")} may change; name a version` : undefined;
    }),
  },
  {
    name: "pods-are-restricted",
    description: "Pods satisfy Pod Security restricted.",
    ...each((resource) => {
      const pod = podOf(resource);
      if (pod === undefined) return undefined;
      const wrong = [
        at(pod, "securityContext", "runAsNonRoot") === true ? "" : "runAsNonRoot",
        at(pod, "securityContext", "seccompProfile", "type") === "RuntimeDefault" ? "" : "seccomp",
        ...containersOf(resource).flatMap((container) => {
          const context = at(container, "securityContext");
          const drops = listAt(context, "capabilities", "drop").includes("ALL");
          const escalates = at(context, "allowPrivilegeEscalation") !== false;
          return [drops ? "" : "capabilities.drop", escalates ? "allowPrivilegeEscalation" : ""];
        }),
      ].filter((word) => word !== "");
      return wrong.length > 0 ? `pod is not restricted: set ${wrong.join(", ")}` : undefined;
    }),
  },
  {
    name: "containers-have-sizes",
    description: "A container asks for processor and memory, and has a limit of memory.",
    ...each((resource) => {
      const places = ["requests.cpu", "requests.memory", "limits.memory"];
      const missing = containersOf(resource).flatMap((container) =>
        places.filter((place) => at(container, "resources", ...place.split(".")) === undefined),
      );
      return missing.length > 0 ? `set resources.${missing.join(", ")}` : undefined;
    }),
  },
  {
    name: "containers-have-probes",
    description: "A container says whether it is ready and whether it lives.",
    ...each((resource) => {
      const missing = containersOf(resource).flatMap((container) =>
        ["readinessProbe", "livenessProbe"].filter((probe) => at(container, probe) === undefined),
      );
      return missing.length > 0 ? `set ${missing.join(", ")}` : undefined;
    }),
  },
  {
    name: "secrets-are-places",
    description: "No variable and no setting of a component holds a secret in the open.",
    ...each((resource) => {
      const variables = containersOf(resource).flatMap((container) => listAt(container, "env"));
      const settings = isKind(resource, "Component")
        ? listAt(resource.props, "spec", "metadata")
        : [];
      const open = [...variables, ...settings].filter(
        (entry) =>
          secretWord.test(String(at(entry, "name"))) && typeof at(entry, "value") === "string",
      );
      const names = open.map((entry) => String(at(entry, "name"))).join(", ");
      return open.length > 0 ? `${names}: name a secret instead of its value` : undefined;
    }),
  },
  {
    name: "scopes-name-apps",
    description: "A component names its apps; a bus names every app that it publishes for.",
    ...each((resource) => {
      if (!isKind(resource, "Component")) return undefined;
      const scopes = listAt(resource.props, "scopes").map(String);
      if (scopes.length === 0) return "has no scopes, so every app may use it; name its apps";
      if (!String(at(resource.props, "spec", "type")).startsWith("pubsub.")) return undefined;
      const settings = listAt(resource.props, "spec", "metadata");
      const publishing = settings.find((entry) => at(entry, "name") === "publishingScopes");
      const named = String(at(publishing, "value"))
        .split(";")
        .map((part) => part.split("=")[0]);
      const free = scopes.filter((app) => !named.includes(app));
      return free.length > 0
        ? `${free.join(", ")} may publish to every topic; name them in publishingScopes`
        : undefined;
    }),
  },
  {
    name: "mtls-is-on",
    description: "Sidecars speak to each other by mutual TLS.",
    ...each((resource) => {
      const off =
        (isKind(resource, "Release") &&
          at(resource.props, "chart") === "dapr" &&
          at(resource.props, "values", "global", "mtls", "enabled") !== true) ||
        (isKind(resource, "Configuration") &&
          at(resource.props, "spec", "mtls", "enabled") === false);
      return off ? "mTLS is off; turn it on" : undefined;
    }),
  },
  {
    name: "topics-keep-a-week",
    description: "A topic keeps events for 7 days or longer.",
    ...each((resource) => {
      if (!resource.type.endsWith(":Topic")) return undefined;
      const config = at(resource.props, "config") ?? at(resource.props, "spec", "additionalConfig");
      const kept = Number(at(config, "retention.ms"));
      return kept >= retentionMinMs
        ? undefined
        : "keeps events for less than 7 days; raise retention.ms";
    }),
  },
  {
    name: "copies-have-a-budget",
    description: "What has more than one replica has a disruption budget.",
    about: "all",
    broken: (resources) => {
      const budgets = resources
        .filter((resource) => isKind(resource, "PodDisruptionBudget"))
        .map(({ props }) => JSON.stringify(at(props, "spec", "selector", "matchLabels")));
      const scaled = resources
        .filter((resource) => isKind(resource, "HorizontalPodAutoscaler"))
        .filter(({ props }) => Number(at(props, "spec", "minReplicas")) > 1)
        .map(({ props }) => at(props, "spec", "scaleTargetRef", "name"));
      return resources
        .filter((resource) => isKind(resource, "Deployment"))
        .filter(
          ({ props }) =>
            Number(at(props, "spec", "replicas")) > 1 ||
            scaled.includes(at(props, "metadata", "name")),
        )
        .filter(
          ({ props }) =>
            !budgets.includes(JSON.stringify(at(props, "spec", "selector", "matchLabels"))),
        )
        .map(({ name }) => `${name}: has copies and no PodDisruptionBudget; give it one`);
    },
  },
  {
    name: "data-is-protected",
    description: "Where data is protected, what keeps it is.",
    ...each(({ type, protect }, { data }) =>
      data === "protected" && stateful.test(type) && !protect
        ? "keeps data and is not protected; set protect"
        : undefined,
    ),
  },
];
