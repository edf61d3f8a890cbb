import type { SecretRef } from "../model/environment.ts";
import type { DaprResource, MetadataEntry } from "./dapr-resource.ts";

export type Component = DaprResource<
  "Component",
  { readonly type: string; readonly version: string; readonly metadata: readonly MetadataEntry[] }
> & { readonly auth?: { readonly secretStore: string } };

/** What a setting of a component is: plain text, or where to find it. */
export type Setting = string | SecretRef | { readonly variable: string };

interface Parts {
  readonly name: string;
  readonly type: string;
  /** @default "v1" */
  readonly version?: string;
  readonly scopes: readonly string[];
  readonly settings: Readonly<Record<string, Setting>>;
}

/** One Dapr component. */
export const component = ({ name, type, version = "v1", scopes, settings }: Parts): Component => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Component",
  metadata: { name },
  spec: {
    type,
    version,
    metadata: Object.entries(settings).map(([key, setting]) => entry(key, setting)),
  },
  scopes,
});

function entry(name: string, setting: Setting): MetadataEntry {
  if (typeof setting === "string") return { name, value: setting };
  if ("variable" in setting) return { name, envRef: setting.variable };
  return { name, secretKeyRef: { name: setting.name, key: setting.key } };
}

/** Whether some setting stands in a secret. */
export const needsSecrets = ({ spec }: Component): boolean =>
  spec.metadata.some((each) => "secretKeyRef" in each);
