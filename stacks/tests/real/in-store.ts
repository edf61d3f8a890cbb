import { Client } from "pg";
import type { RealApplication } from "../../real-application.ts";

/** Looks into PostgreSQL itself, and changes what is there behind everybody's back. */
export async function inStore<Row extends Record<string, unknown>>(
  { platform: { store } }: RealApplication,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  if (store.kind !== "postgresql") throw new Error("this looks into PostgreSQL");
  const client = new Client({ connectionString: store.url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}
