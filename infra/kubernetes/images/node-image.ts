import { realpathSync } from "node:fs";
import { command } from "../command.ts";
import type { Layer } from "./image.ts";
import { entryFrom } from "./program-image.ts";
import { fileOf, foldersOf } from "./tar.ts";

/**
 * Node as the lowest layer, the same for every image that has it: the program that runs this, with
 * the libraries that it names, and nothing else to break into.
 */
export async function nodeLayer(node = realpathSync(process.execPath)): Promise<Layer> {
  const libraries = librariesIn(await command("ldd", [node]));
  const files = libraries.map((path) => entryFrom(realpathSync(path), path.slice(1), 0o755));
  return [
    ...foldersOf([...libraries, "/usr/bin/node", "/etc/passwd", "/app/main"]),
    { kind: "folder", path: "tmp", mode: 0o1777 },
    fileOf("etc/passwd", "root:x:0:0:root:/:/sbin/nologin\nnode:x:1000:1000::/app:/sbin/nologin\n"),
    fileOf("etc/group", "root:x:0:\nnode:x:1000:\n"),
    fileOf("etc/nsswitch.conf", "hosts: files dns\n"),
    ...files,
    entryFrom(node, "usr/bin/node", 0o755),
  ];
}

/** The files that `ldd` names. */
export const librariesIn = (output: string): readonly string[] =>
  [...output.matchAll(/(?:=> |^\s*)(\/[^\s]+) \(0x/gm)].map(([, path = ""]) => path);
