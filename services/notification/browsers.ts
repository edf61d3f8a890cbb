import { createHash, ECDH } from "node:crypto";
import { z } from "zod";
import {
  type NewPushBrowser,
  newPushBrowser,
  type PushBrowser,
  pushBrowser,
  pushBrowsersMax,
} from "../shared/contracts/api/push.ts";
import { invalid, Problem } from "../shared/kit/problem.ts";

/** A browser with what messages to it are encrypted with. */
export const keptBrowser = pushBrowser.extend({ keys: newPushBrowser.shape.keys });
export type KeptBrowser = z.output<typeof keptBrowser>;
export const keptBrowsers = z.array(keptBrowser).max(pushBrowsersMax);

/** 132 bits of the endpoint's hash: two browsers never look alike, and one always does. */
const idCharacters = 22;

export const browserId = (endpoint: string): string =>
  createHash("sha256").update(endpoint).digest("base64url").slice(0, idCharacters);

/** A browser as it is kept. Throws `invalid` for a key that nothing can be encrypted with. */
export function newBrowser({ endpoint, keys }: NewPushBrowser, now: string): KeptBrowser {
  try {
    ECDH.convertKey(keys.p256dh, "prime256v1", "base64url", "base64url", "compressed");
  } catch {
    throw invalid("keys.p256dh", "must be a point of the curve P-256");
  }
  return { id: browserId(endpoint), endpoint, keys, created_at: now };
}

/** The browsers with one more; one that is there keeps its place. Throws `conflict` at the limit. */
export function withBrowser(
  before: readonly KeptBrowser[],
  added: KeptBrowser,
): readonly KeptBrowser[] {
  const known = before.find(({ id }) => id === added.id);
  if (known) {
    const renewed = { ...known, keys: added.keys };
    return before.map((one) => (one === known ? renewed : one));
  }
  if (before.length < pushBrowsersMax) return [...before, added];
  throw new Problem("conflict", {
    detail: `you have ${pushBrowsersMax} browsers that are told; switch one off first`,
  });
}

/** What people see of a browser. */
export const shownBrowser = (kept: KeptBrowser): PushBrowser => pushBrowser.parse(kept);
