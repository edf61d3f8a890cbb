import { fileBytesMax, fileRowsMax, isList, rowsIn } from "./list-file.ts";
import { type Part, partsOf } from "./list-parts.ts";
import { memberOf, Refusal } from "./problem.ts";

const typesByEnding: ReadonlyMap<string, string> = new Map([
  ["json", "application/json"],
  ["csv", "text/csv"],
]);

/** What the chooser offers. */
export const endings: string = [...typesByEnding.keys()].map((ending) => `.${ending}`).join(",");

/** Ten thousand tasks with long descriptions; a browser holds it several times while it is cut. */
const jsonBytesMax = 32 * 1_024 * 1_024;

/** The file that somebody chose, as the server takes it. Throws a Refusal, and nothing was sent. */
export async function readChosen(file: File): Promise<readonly Part[]> {
  const type = typeOf(file.name);
  const isJson = type === "application/json";
  if (file.size > (isJson ? jsonBytesMax : fileBytesMax)) throw tooLarge(isJson);
  const text = textOf(await bytesOf(file));
  const list = isJson ? listIn(text) : undefined;
  if (file.size > fileBytesMax || rowsIn(list) > fileRowsMax) return partsOf(list);
  return [{ content: new Blob([text], { type }) }];
}

/** What a file is by its name: what systems take a CSV for depends on their programs. */
function typeOf(name: string): string {
  const type = typesByEnding.get(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "");
  if (type !== undefined) return type;
  throw new Refusal(
    0,
    `“${name}” is another kind of file. Choose a JSON or CSV file that was downloaded here, or one \
of Todoist.`,
  );
}

/** The text of a file. Letters of an older code would be lost without a word. */
function textOf(bytes: BufferSource): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(0, "This file is not written as UTF-8. Save it as UTF-8, then try again.");
  }
}

/** The list in a text of our form. Throws a Refusal for JSON that is broken, or of something else. */
function listIn(text: string): unknown {
  const content = parsed(text);
  if (isList(content) && memberOf(content, "version") === 1) return content;
  throw new Refusal(0, "This JSON is no list of ours. Choose one that was downloaded here.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(0, "This file is broken: it is not whole JSON. Download it once more.");
  }
}

async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Refusal(0, "This browser cannot read the file. It may have been moved or changed.");
  }
}

function tooLarge(isJson: boolean): Refusal {
  const megabytes = (isJson ? jsonBytesMax : fileBytesMax) / 1_024 / 1_024;
  return new Refusal(
    0,
    `This file is too large: at most ${megabytes} MB come in at once. Split it, and bring in one \
part after the other.`,
  );
}
