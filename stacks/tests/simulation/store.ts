/** How a store answers where the real ones differ (seen on PostgreSQL and Redis under Dapr 1.18). */
export type StoreKind = "postgresql" | "redis";

interface Row {
  readonly value: string;
  readonly etag: string;
}

interface Save {
  readonly key: string;
  readonly value: unknown;
  readonly etag?: string;
  readonly options?: { readonly concurrency?: string };
}

/** The single-key operations of a Dapr state store, shared by all replicas. */
export class Store {
  readonly #kind: StoreKind;
  readonly #rows = new Map<string, Row>();
  #version = 0;
  /** Hears of each write. */
  written: ((key: string, value: unknown) => void) | undefined;

  constructor(kind: StoreKind) {
    this.#kind = kind;
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  keys(): readonly string[] {
    return [...this.#rows.keys()];
  }

  /** The HTTP status that Dapr answers; 204 when it was written. */
  save({ key, value, etag, options }: Save): number {
    const row = this.#rows.get(key);
    if (etag !== undefined) {
      // Redis takes a version for a key that is not there as "create it".
      if (row ? row.etag !== etag : this.#kind === "postgresql") return 409;
    } else if (options?.concurrency === "first-write" && row) {
      return 500;
    }
    this.#version++;
    this.#rows.set(key, { value: JSON.stringify(value), etag: String(this.#version) });
    this.written?.(key, value);
    return 204;
  }

  delete(key: string): void {
    this.#rows.delete(key);
  }
}
