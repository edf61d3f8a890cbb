/** Spreads people over so many values. FNV-1a: the same person always meets the same one. */
export function shardOf(user: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (const char of user) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return (hash >>> 0) % shards;
}
