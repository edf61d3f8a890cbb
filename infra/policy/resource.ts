/** A resource as the engine shows it to a policy. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
  readonly protect: boolean;
}

/** The value at a path; nothing where the path ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** The list at a path; none where there is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Whether it is of this kind of Kubernetes, in any version. */
export const isKind = ({ type }: Resource, kind: string): boolean =>
  type.startsWith("kubernetes:") && type.endsWith(`:${kind}`);

/** The pod that a resource makes; nothing when it makes none. */
export const podOf = (resource: Resource): unknown =>
  ["Deployment", "StatefulSet", "DaemonSet"].some((kind) => isKind(resource, kind))
    ? at(resource.props, "spec", "template", "spec")
    : undefined;

/** Every container that stays: those that run once before are not meant. */
export const containersOf = (resource: Resource): readonly unknown[] =>
  listAt(podOf(resource), "containers");
