import { z } from "zod";
import type { Reached } from "./a-program.ts";

const idPage = z.object({
  items: z.array(z.object({ id: z.string() })),
  next_cursor: z.string().nullable(),
});

/** The ids of all tasks. */
export async function idsOf({ call }: Reached): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let more = ""; ; ) {
    const answer = await call("GET", `/tasks?limit=200${more}`);
    const { items, next_cursor } = idPage.parse(JSON.parse(answer.body));
    ids.push(...items.map(({ id }) => id));
    if (next_cursor === null) return ids;
    more = `&cursor=${encodeURIComponent(next_cursor)}`;
  }
}
