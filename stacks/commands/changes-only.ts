/** Said of a resource that is looked at, and of one that is as it was: its type, its name, no more. */
const unchanged = /^ [ ~] {2}[\w-]+:\S+:\S+ \S+( refresh(ing)?)? *(\([\d.]+m?s\))? *$/;

/**
 * Passes on what the engine says, line by line, but for what is as it was: among hundreds of those
 * nobody would see the two lines that tell something.
 */
export function changesOnly(write: (text: string) => void): (text: string) => void {
  let begun = "";
  return (text) => {
    const lines = (begun + text).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines) if (!unchanged.test(line)) write(`${line}\n`);
  };
}
