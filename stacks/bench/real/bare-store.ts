import pg from "pg";

/** PostgreSQL without anything above it: what a write or a search costs at least. */
export interface BareStore {
  readonly pool: pg.Pool;
  /** One row in one transaction. */
  insert(task: unknown): Promise<void>;
  /** Searches one owner's rows as a usual table would. */
  search(owner: string, word: string): Promise<number>;
  fill(owner: string, tasks: readonly unknown[]): Promise<void>;
}

/** As many as one sidecar has. */
const connectionsMax = 5;

/** Opens a table of its own beside the application's. The pool is the caller's to end. */
export async function bareStore(url: string): Promise<BareStore> {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax });
  await pool.query(
    "CREATE TABLE bare (id bigserial PRIMARY KEY, owner text NOT NULL, task jsonb NOT NULL)",
  );
  await pool.query("CREATE INDEX ON bare (owner)");
  return {
    pool,
    async insert(task) {
      const text = "INSERT INTO bare (owner, task) VALUES ($1, $2)";
      await pool.query({ name: "insert", text, values: ["bare", JSON.stringify(task)] });
    },
    async search(owner, word) {
      const text = "SELECT task FROM bare WHERE owner = $1 AND task::text ILIKE $2 LIMIT 50";
      const { rowCount } = await pool.query({ name: "search", text, values: [owner, `%${word}%`] });
      return rowCount ?? 0;
    },
    async fill(owner, tasks) {
      const text =
        "INSERT INTO bare (owner, task) SELECT $1, task FROM jsonb_array_elements($2) AS task";
      await pool.query({ text, values: [owner, JSON.stringify(tasks)] });
    },
  };
}
