import { bytesOf, type Loaded } from "./loaded.ts";

/** The logs in memory, the least recently used leave first. Losing one costs time, not data. */
export function logCache(bytesMax: number, load: (user: string) => Promise<Loaded>) {
  const cached = new Map<string, { readonly loaded: Loaded; readonly bytes: number }>();
  const loading = new Map<string, Promise<Loaded>>();
  let bytes = 0;

  function remove(user: string): void {
    bytes -= cached.get(user)?.bytes ?? 0;
    cached.delete(user);
  }

  function put(user: string, loaded: Loaded): void {
    remove(user);
    const size = bytesOf(loaded);
    cached.set(user, { loaded, bytes: size });
    bytes += size;
    for (const oldest of cached.keys()) {
      if (bytes <= bytesMax || oldest === user) break;
      remove(oldest);
    }
  }

  return {
    async get(user: string): Promise<Loaded> {
      const known = cached.get(user);
      if (known) {
        put(user, known.loaded);
        return known.loaded;
      }
      const started = loading.get(user) ?? load(user).finally(() => loading.delete(user));
      loading.set(user, started);
      const loaded = await started;
      // Whoever waited for the same load shares its result: one log, one object.
      if (!cached.has(user)) put(user, loaded);
      return cached.get(user)?.loaded ?? loaded;
    },
    /** The log may have grown. */
    touch(user: string, loaded: Loaded): void {
      if (cached.get(user)?.loaded === loaded) put(user, loaded);
    },
  };
}
