import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A Dapr resource, whatever it holds. */
export interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Dapr resources as files. */
export interface ResourceFolder {
  /** What all sidecars read; each takes what is scoped to it. */
  readonly resources: string;
  /** The configuration of one app; none, if it has none. */
  readonly configuration: (app: string) => readonly string[];
  /** The configuration that all share. */
  readonly shared: string;
}

/**
 * Writes resources where real sidecars of this machine read them: a file for each, for Dapr reads
 * of a file with several resiliency policies only the first (1.18).
 */
export function writeResources(
  folder: string,
  resources: readonly Resource[],
  configurations: readonly Resource[],
): ResourceFolder {
  const [read, asked] = [join(folder, "resources"), join(folder, "configurations")];
  for (const each of [read, asked]) mkdirSync(each, { recursive: true });
  const path = (where: string, { kind, metadata }: Resource) =>
    join(where, `${kind.toLowerCase()}-${metadata.name}.yaml`);
  for (const each of resources) write(path(read, each), each);
  for (const each of configurations) write(path(asked, each), each);
  const shared = nameResolution(join(folder, "names.db"));
  write(path(asked, shared), shared);
  return {
    resources: read,
    configuration: (app) =>
      configurations.filter(({ metadata }) => metadata.name === app).map((one) => path(asked, one)),
    shared: path(asked, shared),
  };
}

// JSON is YAML, and needs no rules for quotes.
const write = (path: string, resource: object) =>
  writeFileSync(path, `${JSON.stringify(resource, undefined, 2)}\n`, { mode: 0o600 });

/** Sidecars find each other in a file: the usual multicast leaves the machine, and finds strangers. */
const nameResolution = (file: string) => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Configuration",
  metadata: { name: "names-of-this-machine" },
  spec: {
    nameResolution: {
      component: "sqlite",
      configuration: { connectionString: file },
    },
  },
});
