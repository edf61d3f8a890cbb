import { createHmac } from "node:crypto";

/** Proves to a receiver who sent a body, and when: an old one cannot be sent again as new. */
export function signature(secret: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000);
  const proof = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${proof}`;
}
