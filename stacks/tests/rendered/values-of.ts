/**
 * Every value of every object, by where it stands: `Deployment/task spec.replicas`. What has a name
 * in a list stands under its name.
 */
export function valuesOf(
  objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[],
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const walk = (at: string, value: unknown) => {
    if (typeof value !== "object" || value === null) values.set(at, value);
    else
      for (const [key, inner] of Object.entries(value)) walk(`${at}.${nameIn(inner, key)}`, inner);
  };
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      walk(`${object.kind}/${object.metadata.name} ${key}`, value);
    }
  }
  return values;
}

const nameIn = (value: unknown, otherwise: string): string =>
  typeof value === "object" && value !== null && "name" in value ? `${value.name}` : otherwise;

/** Where two sets of objects say different things, or only one of them says anything. */
export function differences(
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): readonly string[] {
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places]
    .filter((place) => one.get(place) !== other.get(place))
    .sort((a, b) => (a < b ? -1 : 1));
}
