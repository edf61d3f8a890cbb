import type { RealApplication } from "../../real-application.ts";

/** A service as it runs, the first of its replicas. Throws when there is none. */
export function firstReplica({ replicas }: Pick<RealApplication, "replicas">, id: string) {
  const found = replicas.find(({ spec }) => spec.id === id);
  if (found === undefined) throw new Error(`there is no service "${id}"`);
  return found;
}
