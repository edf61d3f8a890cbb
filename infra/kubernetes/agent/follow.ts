import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Api } from "../api.ts";

const metadata = z.object({ name: z.string(), namespace: z.string().default("") });
const listForm = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(z.looseObject({ metadata: z.looseObject(metadata.shape) })),
});
const eventForm = z.object({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: z.unknown(),
});
const objectForm = z.object({ metadata });

/** Then all is listed anew, so that a watch that was cut off unheard hides nothing for long. */
const watchSeconds = 30;
/** A server that is not there is asked again after this. */
const pauseMs = 500;

/**
 * Follows all objects of a path for ever: tells them whole at first, and after each change. What
 * fails is reported and begun anew.
 */
export async function follow<T>(
  api: Pick<Api, "get" | "lines">,
  path: string,
  parse: (object: unknown) => T,
  { tell, report }: { tell: (objects: readonly T[]) => void; report: (line: string) => void },
): Promise<never> {
  for (;;) {
    try {
      const list = listForm.parse(JSON.parse(await api.get(path)));
      const objects = new Map(list.items.map((each) => [keyOf(each), parse(each)]));
      tell([...objects.values()]);
      const since = list.metadata.resourceVersion;
      const query = `watch=1&timeoutSeconds=${watchSeconds}&resourceVersion=${since}`;
      for await (const text of api.lines(`${path}?${query}`)) {
        const { type, object } = eventForm.parse(JSON.parse(text));
        if (type === "ERROR") throw new Error(JSON.stringify(object));
        if (type === "BOOKMARK") continue;
        if (type === "DELETED") objects.delete(keyOf(object));
        else objects.set(keyOf(object), parse(object));
        tell([...objects.values()]);
      }
    } catch (thrown) {
      report(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    await setTimeout(pauseMs);
  }
}

function keyOf(object: unknown): string {
  const { namespace, name } = objectForm.parse(object).metadata;
  return `${namespace}/${name}`;
}
