import type pg from "pg";
import { z } from "zod";

/** Now, in milliseconds since the epoch with fractions: PostgreSQL tells its times like that. */
export const momentNow = (): number => performance.timeOrigin + performance.now();

/** Where a service keeps what is asked about: its own id, and its entity. */
export interface Kept {
  readonly app: string;
  readonly entity: string;
}

const row = z.object({ person: z.string(), at: z.number() });

/**
 * When each person's state of this kind was last written, by the store's own clock. Nothing is
 * polled for it while something is measured.
 */
export async function writtenAt(
  pool: pg.Pool,
  { app, entity }: Kept,
): Promise<ReadonlyMap<string, number>> {
  const text =
    "SELECT split_part(key, ':', 2) AS person, " +
    "(extract(epoch FROM max(coalesce(updated_at, created_at))) * 1000)::float8 AS at " +
    "FROM state WHERE starts_with(key, $1) GROUP BY 1";
  const { rows } = await pool.query(text, [`${app}||${entity}:`]);
  return new Map(
    z
      .array(row)
      .parse(rows)
      .map(({ person, at }) => [person, at]),
  );
}
