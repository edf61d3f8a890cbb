/** What `npm run bench` was asked for. */
export interface Asked {
  readonly names: readonly string[];
  readonly mode: "full" | "quick";
  /** "all": everything in full, whose report is kept as a document. */
  readonly extent: "all" | "part";
}

/** Reads `[<name>...] [--quick]`. Throws an error with the list when a name is unknown. */
export function parseRequest(args: readonly string[], known: readonly string[]): Asked {
  const names = args.filter((arg) => arg !== "--quick");
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${unknown.map((name) => `"${name}"`).join(", ")}: use ${known.join(", ")}`);
  }
  const mode = args.includes("--quick") ? "quick" : "full";
  return {
    names: names.length === 0 ? known : known.filter((name) => names.includes(name)),
    mode,
    extent: names.length === 0 && mode === "full" ? "all" : "part",
  };
}
