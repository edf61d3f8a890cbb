/** What `npm run bench` was asked for. */
export interface Asked {
  readonly names: readonly string[];
  /** What is measured in full is kept in the document. */
  readonly mode: "full" | "quick";
}

/** Reads `[<name>...] [--quick]`. Throws an error with the list when a name is unknown. */
export function parseRequest(args: readonly string[], known: readonly string[]): Asked {
  const names = args.filter((arg) => arg !== "--quick");
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${unknown.map((name) => `"${name}"`).join(", ")}: use ${known.join(", ")}`);
  }
  return {
    names: names.length === 0 ? known : known.filter((name) => names.includes(name)),
    mode: args.includes("--quick") ? "quick" : "full",
  };
}
