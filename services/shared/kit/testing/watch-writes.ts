import type { HttpCall } from "../../../../components/model/http.ts";
import type { MemorySidecar } from "./memory-sidecar.ts";

const statePath = "/v1.0/state/statestore";

/** The key of a call that writes a value; undefined of any other call. */
export function writtenKey({ method, path, body }: HttpCall): string | undefined {
  if (method !== "POST" || path !== statePath) return undefined;
  const [{ key }]: [{ key: string }] = JSON.parse(body);
  return key;
}

/** The keys of all writes from now on, also of those that are refused. */
export function writesOf(sidecar: MemorySidecar): readonly string[] {
  const keys: string[] = [];
  sidecar.intercept((call) => {
    const key = writtenKey(call);
    if (key !== undefined) keys.push(key);
    return undefined;
  });
  return keys;
}

/** Refuses to write this key until the function that it returns is called. */
export function failWritesOf(sidecar: MemorySidecar, failing: string): () => void {
  sidecar.intercept((call) =>
    writtenKey(call) === failing ? { status: 500, headers: {}, body: "away" } : undefined,
  );
  return () => sidecar.intercept(undefined);
}
