import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./workplace.ts";

/** A release as its publisher offers it: `/hello.tar.gz`, and whatever the test puts beside it. */
export interface ArchiveServer {
  readonly url: string;
  readonly sha256: string;
  /** What is asked for, in order. */
  readonly asked: readonly string[];
  /** Files that the server has, by their path. */
  readonly files: Map<string, Buffer | string>;
}

/** Serves an archive of the given files while the work lasts. */
export async function withArchiveServer(
  inside: Readonly<Record<string, string>>,
  work: (server: ArchiveServer) => Promise<void>,
): Promise<void> {
  const archive = await archiveOf(inside);
  const files = new Map<string, Buffer | string>([["/hello.tar.gz", archive]]);
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const file = files.get(url);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const sha256 = createHash("sha256").update(archive).digest("hex");
  try {
    await work({ url: `http://127.0.0.1:${address.port}`, sha256, asked, files });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "nudge-archive-"));
  try {
    await writeFiles(join(folder, "inside"), files);
    execFileSync("chmod", ["-R", "755", join(folder, "inside")]);
    execFileSync("tar", ["-czf", join(folder, "archive"), "-C", join(folder, "inside"), "."]);
    return readFileSync(join(folder, "archive"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
