import { createPublicKey } from "node:crypto";
import { z } from "zod";
import type { SecretKeeping } from "../components/model/secret-keeping.ts";
import { chainProblems } from "../infra/certificates/chain.ts";
import { type ClusterArgs, clusterProblems } from "../infra/cluster/cluster-args.ts";
import { cloudOf, type StateStoreArgs } from "../infra/stores/state-store-args.ts";
import { type ClusterName, clusters } from "./clusters.ts";
import { daprCertificatesForm } from "./dapr-certificates.ts";

/** The values of a stack, as `Pulumi.<stack>.yaml` has them, after every check. */
export interface Settings {
  readonly cluster: ClusterArgs;
  readonly broker: BrokerSettings;
  readonly stateStore: StateStoreArgs;
  readonly image: ImageSettings;
  readonly host: HostSettings;
  /** Whether what keeps data may be deleted with the stack. */
  readonly data: "free" | "protected";
  /** Whether accounts outside, of mail and messages, may be missing: then nothing is delivered. */
  readonly accounts: "required" | "made-up";
  /** What an absent sidecar injector does to pods. */
  readonly sidecars: "required" | "wished";
  readonly mail: MailSettings;
  readonly sms: z.output<typeof smsForm>;
  /** Where the chat asks a language model; none: it understands by its own rules alone. */
  readonly openai?: z.output<typeof openaiForm>;
  /** As whom browsers are told of notices; none: they are told only while a window is open. */
  readonly push?: z.output<typeof pushForm>;
  /** How the cluster is given secrets. */
  readonly secretKeeping: SecretKeeping;
  /** From it the tokens and passwords that only machines use follow. */
  readonly masterKey: string;
  readonly brokerAdmin: { readonly user: string; readonly password: string };
  /** Secrets of accounts outside, by `{name}/{key}`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly registry?: {
    readonly server: string;
    readonly user: string;
    readonly password: string;
  };
  readonly daprCertificates?: z.output<typeof daprCertificatesForm>;
}

export type BrokerSettings = z.output<typeof brokerForm>;
export type ImageSettings = z.output<typeof imageForm>;
export type HostSettings = z.output<typeof hostForm>;
export type MailSettings = z.output<typeof mailForm>;

/** Shorter ones can be guessed. */
const masterKeyCharacters = 32;

const word = z.string().min(1);
const count = z.int().min(1);
const pool = z.strictObject({ name: word, size: word, min: z.int(), max: z.int() });
const managed = { region: word, version: word, pools: z.array(pool) };

const clusterForm = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("minikube"), context: word }),
  z.strictObject({ kind: z.literal("existing"), kubeconfig: word, context: word.exactOptional() }),
  z.strictObject({ kind: z.literal("own"), kubeconfig: word.exactOptional() }),
  z.strictObject({ kind: z.literal("doks"), ...managed }),
  z.strictObject({ kind: z.literal("gke"), ...managed, project: word }),
  z.strictObject({ kind: z.literal("aks"), ...managed }),
  z.strictObject({
    kind: z.literal("oke"),
    ...managed,
    compartment: word,
    availabilityDomains: z.array(word),
    image: word,
    profile: z.union([
      z.literal("free-tier"),
      z.strictObject({ ocpus: z.number().positive(), memoryGiB: z.number().positive() }),
    ]),
  }),
]);

const port = z.int().min(1).max(65_535);
const mailForm = z.discriminatedUnion("kind", [
  // Shows every mail to whoever looks, and delivers none.
  z.strictObject({ kind: z.literal("mailbox"), from: z.email() }),
  z.strictObject({
    kind: z.literal("smtp"),
    host: word,
    port,
    from: z.email(),
    login: z.enum(["none", "secret"]).default("secret"),
  }),
  z.strictObject({ kind: z.literal("sendgrid"), from: z.email() }),
]);
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, "is no phone number like +15005550006");
const smsForm = z.strictObject({ kind: z.literal("twilio"), from: phone });
const openaiForm = z.strictObject({ model: word.exactOptional() });
const pushForm = z.strictObject({
  publicKey: word,
  subject: z.string().regex(/^(mailto:|https:\/\/)/, "begins with mailto: or https://"),
});

const notRsa =
  "is no certificate with an RSA key; the controller's own is had by: kubeseal --fetch-cert";

function isRsa(certificate: string): boolean {
  try {
    return createPublicKey(certificate).asymmetricKeyType === "rsa";
  } catch {
    return false; // It is no PEM at all.
  }
}

const address = z.string().regex(/^[\w.-]+:\d{1,5}$/, "is no host:port");
const brokerForm = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("in-cluster"), gibibytes: count }),
  z.strictObject({ kind: z.literal("in-cluster-kafka"), gibibytes: count }),
  z.strictObject({
    kind: z.literal("external"),
    brokers: z.array(address).min(1),
    tls: z.enum(["off", "public"]),
  }),
]);

const stateStoreForm = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.enum(["in-cluster-postgresql", "in-cluster-redis"]),
    gibibytes: count,
  }),
  z.strictObject({
    kind: z.enum(["digitalocean-postgresql", "digitalocean-redis"]),
    size: word,
    nodes: count,
  }),
  z.strictObject({ kind: z.enum(["gcp-postgresql", "gcp-redis"]), size: word, gibibytes: count }),
  z.strictObject({
    kind: z.enum(["azure-postgresql", "azure-redis"]),
    size: word,
    gibibytes: count,
  }),
  z.strictObject({ kind: z.literal("oci-postgresql"), size: word, nodes: count }),
  z.strictObject({ kind: z.literal("oci-redis"), gibibytes: count, nodes: count }),
  z.strictObject({ kind: z.literal("external-postgresql"), connection: word }),
]);

const digest = z.templateLiteral(["sha256:", z.string().regex(/^[0-9a-f]{64}$/)]);
const imageForm = z.union([
  z.strictObject({
    repository: word,
    tag: word.refine((tag) => tag !== "latest", "may not be latest"),
  }),
  z.strictObject({ repository: word, digest }),
]);

const hostForm = z.strictObject({
  name: word,
  certificate: z
    .strictObject({ email: z.email(), authority: z.enum(["production", "staging"]) })
    .exactOptional(),
});

const secretKeepingForm = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("plain") }),
  z.strictObject({ kind: z.literal("sealed"), certificate: word.refine(isRsa, notRsa) }),
  z.strictObject({
    kind: z.literal("external"),
    store: z.strictObject({ kind: z.enum(["SecretStore", "ClusterSecretStore"]), name: word }),
    prefix: z.string().default(""),
    refresh: z.templateLiteral([z.int().min(1), z.enum(["s", "m", "h"])]).default("1h"),
  }),
]);

const settingsForm = z.strictObject({
  cluster: clusterForm,
  broker: brokerForm,
  stateStore: stateStoreForm,
  image: imageForm,
  host: hostForm,
  data: z.enum(["free", "protected"]),
  accounts: z.enum(["required", "made-up"]),
  sidecars: z.enum(["required", "wished"]).default("required"),
  mail: mailForm,
  sms: smsForm,
  openai: openaiForm.exactOptional(),
  push: pushForm.exactOptional(),
  secretKeeping: secretKeepingForm.default({ kind: "plain" }),
  masterKey: z.string().min(masterKeyCharacters),
  brokerAdmin: z.strictObject({ user: word, password: word }),
  secrets: z.record(word, word).default({}),
  registry: z.strictObject({ server: word, user: word, password: word }).exactOptional(),
  daprCertificates: daprCertificatesForm.exactOptional(),
});

/** These are texts; every other key holds an object. */
const texts = ["data", "accounts", "sidecars", "masterKey"];
/** They come by `pulumi config set --secret`: they never stand in a file in the open. */
const secretKeys = ["masterKey", "brokerAdmin", "secrets", "registry", "daprCertificates"];

/** What is wrong with the values of a stack: each key with what and the way out. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Reads the values of a stack, by their keys without the project. Throws everything at once. */
export function settingsOf(stack: string, values: Readonly<Record<string, string>>): Settings {
  const read = Object.entries(values).map(([key, value]) => [key, contentOf(key, value)] as const);
  const parsed = settingsForm.safeParse(Object.fromEntries(read));
  if (!parsed.success) throw new SettingsError(listed(stack, parsed.error.issues.flatMap(worded)));
  const problems = [...conflicts(parsed.data), ...examples(parsed.data)];
  if (problems.length > 0) throw new SettingsError(listed(stack, problems));
  return parsed.data;
}

/** The engine hands an object over as JSON. What is no JSON is told by the check of its form. */
function contentOf(key: string, value: string): unknown {
  if (texts.includes(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function worded(issue: z.core.$ZodIssue): readonly string[] {
  const [key = "", ...path] = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((unknown) => {
      const place = [key, ...path, unknown].filter((each) => each !== "").join(".");
      return `nudge:${place}: there is no such key; take it out`;
    });
  }
  const place = `nudge:${[key, ...path].join(".")}`;
  const missing = path.length === 0 && "input" in issue && issue.input === undefined;
  if (issue.message.includes("received undefined") && path.length === 0) return [notSet(key)];
  if (missing) return [notSet(key)];
  return [`${place}: ${issue.message.replace(/^Invalid input: /, "")}`];
}

const notSet = (key: string): string =>
  secretKeys.includes(key)
    ? `nudge:${key}: is not set; npm run secret -- <stack> ${key}`
    : `nudge:${key}: is not set; see Pulumi.dev.yaml for an example`;

const listed = (stack: string, problems: readonly string[]) =>
  `Pulumi.${stack}.yaml is wrong:\n- ${problems.join("\n- ").replaceAll("<stack>", stack)}`;

/** What nobody can own (RFC 2606): it stands in the files until an operator says what is theirs. */
const example = /(^|[.@])example\.(com|net|org)\b/;

/** Twilio takes messages from it for tests, and delivers none. */
const testNumbers = /^\+1500555/;

function examples(settings: Settings): readonly string[] {
  const { host, broker, mail, image, push, sms, accounts } = settings;
  const found = (at: string, value: unknown): readonly string[] => {
    if (typeof value === "string") {
      return example.test(value)
        ? [`nudge:${at}: "${value}" is an example; write your own into Pulumi.<stack>.yaml`]
        : [];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => found(`${at}.${key}`, inner));
  };
  return [
    ...Object.entries({ host, broker, mail, image, push }).flatMap(([key, value]) =>
      found(key, value),
    ),
    ...(accounts === "required" && testNumbers.test(sms.from)
      ? [`nudge:sms.from: "${sms.from}" delivers nothing; write your own into Pulumi.<stack>.yaml`]
      : []),
  ];
}

/** Clouds by the cluster that stands there. */
const cloudOfCluster: Readonly<Record<ClusterName, string>> = {
  minikube: "none",
  existing: "none",
  own: "none",
  doks: "digitalocean",
  gke: "gcp",
  aks: "azure",
  oke: "oci",
};

/** Values that are each right and do not fit together. */
function conflicts({
  cluster,
  broker,
  stateStore,
  registry,
  daprCertificates,
}: Settings): readonly string[] {
  const cloud = cloudOf(stateStore);
  const here = cloudOfCluster[cluster.kind];
  const traits = clusters[cluster.kind];
  return [
    ...clusterProblems(cluster).map((problem) => `nudge:cluster.${problem}`),
    ...(cloud === "any" || cloud === here
      ? []
      : [
          `nudge:stateStore.kind: "${stateStore.kind}" stands at ${cloud}, and nudge:cluster.kind is "${cluster.kind}"; choose a store of its cloud, one in-cluster, or external-postgresql`,
        ]),
    ...(daprCertificates === undefined ? [] : chainProblems(daprCertificates)).map(
      (problem) =>
        `nudge:daprCertificates.${problem}; npm run secret -- dapr-certificates <stack> makes some`,
    ),
    ...(broker.kind === "in-cluster-kafka" && !("images" in traits)
      ? [
          `nudge:broker.kind: "in-cluster-kafka" needs an image that only a cluster of this machine has, and nudge:cluster.kind is "${cluster.kind}"; use in-cluster or external`,
        ]
      : []),
    ...("pullSecret" in traits && registry === undefined
      ? [
          `nudge:registry: is not set, and "${cluster.kind}" fetches images with it; npm run secret -- <stack> registry`,
        ]
      : []),
  ];
}
