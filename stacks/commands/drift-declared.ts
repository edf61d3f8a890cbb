import { z } from "zod";

/** What is asked of a cluster's objects: who they are, and what made them. */
export interface ObjectName {
  /** The kind with its group, as kubectl says it: `configmap`, `cronjob.batch`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a stack has made in its cluster, by its state. */
export interface Declared {
  /** Namespaces that the stack has made: all that is in them is its own. */
  readonly namespaces: readonly string[];
  /** Every object and every chart, as `keyOf` says it. */
  readonly keys: ReadonlySet<string>;
  /** The same without their kinds, as `namespace/name`: charts and operators name their objects so. */
  readonly names: ReadonlySet<string>;
}

const objectForm = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().default("") }),
});
const releaseForm = z.looseObject({ name: z.string(), namespace: z.string() });
const resourceForm = z.looseObject({ type: z.string(), inputs: z.unknown().optional() });
const stateForm = z.looseObject({ resources: z.array(resourceForm).default([]) });

/** Two objects are the same when this is, in whatever version they are asked for. */
export const keyOf = ({ kind, namespace, name }: ObjectName): string =>
  `${kind} ${namespace}/${name}`;

/** `apps/v1` and `Deployment` as `deployment.apps`. */
export function kindOf(apiVersion: string, kind: string): string {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : undefined;
  return group === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** Reads the state of a stack, as `pulumi stack export` writes it. */
export function declaredIn(state: unknown): Declared {
  const { resources } = stateForm.parse(state);
  const ours = resources.filter(({ type }) => type.startsWith("kubernetes:"));
  const objects = ours.flatMap(({ inputs }) => namesIn(inputs));
  return {
    namespaces: objects.filter(({ kind }) => kind === "namespace").map(({ name }) => name),
    keys: new Set(objects.map(keyOf)),
    names: new Set(objects.map(({ namespace, name }) => `${namespace}/${name}`)),
  };
}

function namesIn(inputs: unknown): readonly ObjectName[] {
  const object = objectForm.safeParse(inputs);
  if (object.success) {
    const { apiVersion, kind, metadata } = object.data;
    const { name, namespace } = metadata;
    return [{ kind: kindOf(apiVersion, kind), namespace, name }];
  }
  const release = releaseForm.safeParse(inputs);
  return release.success ? [{ kind: "release", ...release.data }] : [];
}
