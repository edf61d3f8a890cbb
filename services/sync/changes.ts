import { z } from "zod";
import type { Connection } from "../shared/kit/connect.ts";
import { personHeader } from "../shared/kit/door.ts";
import { RetryableError } from "../shared/kit/errors.ts";
import type { Answer } from "./decide.ts";
import type { sync } from "./service.ts";

/** What lies after a position of a person's log. Rejects with RetryableError when nobody answers. */
export type ChangesAfter = (user: string, after: number) => Promise<Answer>;

const answerForm = z.object({
  seq: z.int().min(0),
  changes: z.array(
    z.object({ seq: z.int().min(1), event_type: z.string(), aggregate_id: z.string() }),
  ),
  reset: z.boolean(),
});

/** Asks the owner of the logs. */
export const changesAfter =
  ({ invoke }: Connection<typeof sync>): ChangesAfter =>
  async (user, after) => {
    const path = `/changes?after=${after}`;
    const answer = await invoke("task", { path, headers: { [personHeader]: user } });
    if (answer.status !== 200) throw new RetryableError(`task answers ${answer.status} to ${path}`);
    return answerForm.parse(JSON.parse(answer.body));
  };
