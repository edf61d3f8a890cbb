import { createHash } from "node:crypto";
import type { KubernetesObject } from "./kubernetes-object.ts";

/** Under this name on a pod, so that another digest makes another pod. */
export const sidecarDigestName = "checksum/sidecar";

/** 64 bits: two states of one service's sidecar do not look alike. */
const digestLength = 16;
/** Settings in which each app has a part of its own: `id=topic,topic;id=…`. */
const partsOfApps = ["publishingScopes", "subscriptionScopes"];
/** Settings that grow with the application, of which an app sees only its own scopes. */
const ofEverybody = ["allowedTopics", "protectedTopics"];

/**
 * Names what a service's sidecar reads when it starts and never again (Dapr 1.18): components,
 * subscriptions, and who may call it. What only says something about others does not count, so that
 * a new service leaves the pods of all others alone.
 */
export function sidecarDigest(id: string, reads: readonly KubernetesObject[]): string {
  const text = JSON.stringify(reads, (key, value: unknown) =>
    key === "scopes" ? undefined : concerning(id, value),
  );
  return createHash("sha256").update(text).digest("hex").slice(0, digestLength);
}

function concerning(id: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!("name" in value && "value" in value)) return value;
  const { name, value: setting } = value;
  if (typeof name !== "string" || typeof setting !== "string") return value;
  if (ofEverybody.includes(name)) return undefined;
  if (!partsOfApps.includes(name)) return value;
  return { name, value: setting.split(";").find((part) => part.startsWith(`${id}=`)) };
}
