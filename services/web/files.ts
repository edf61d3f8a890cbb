import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";

/** One file of the page, ready to be sent. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The built page: each file under the path that asks for it; "missing" when nobody built it. */
export type Page = ReadonlyMap<string, PageFile> | "missing";

/** The path under which the page itself is kept. */
export const indexPath = "/index.html";

/** The page has some ten files; so many more are somebody else's folder. */
const filesMax = 200;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Reads a built page into memory once. A request then only looks up a key, so that no path, however
 * it is written, leads to a file outside of the page. Throws when the folder holds too many files.
 */
export function readPage(folder: string): Page {
  if (!existsSync(join(folder, "index.html"))) return "missing";
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  if (files.length > filesMax) {
    throw new Error(`${folder}: ${files.length} files, at most ${filesMax} belong to a page`);
  }
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const key = path.slice(folder.length).split(sep).join("/");
      const type = types[extname(entry.name)] ?? "application/octet-stream";
      return [
        key.startsWith("/") ? key : `/${key}`,
        { body: new Uint8Array(readFileSync(path)), type },
      ];
    }),
  );
}
