import { createHash, createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import type { StateKey } from "../shared/kit/state.ts";
import type { Change } from "./compare-and-set.ts";

const kept = z.object({ secret: z.string().min(32) });

/** The secret of this installation: made by the first replica that asks, the same for all others. */
export const keptSecret = (change: Change, key: StateKey): Promise<string> =>
  change(key, (current) => {
    if (current !== undefined) return { result: kept.parse(current).secret };
    const secret = randomBytes(32).toString("base64url");
    return { write: { value: { secret } }, result: secret };
  });

/** Another secret, the same each time for the same purpose; who knows it learns nothing of ours. */
export const derivedSecret = (secret: string, purpose: readonly string[]): string =>
  createHmac("sha256", secret).update(JSON.stringify(purpose)).digest("base64url");

/** A name for a secret that does not tell it. */
export const fingerprint = (secret: string): string =>
  createHash("sha256").update(`nudge:${secret}`).digest("hex").slice(0, 16);
