import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { pubsubName } from "../../components/model/names.ts";
import { root } from "./root.ts";

const usage = "use: npm run dlq -- list | show <id> | replay <id> | replay --all | drop <id>";
/** Everything runs on this machine; what does not answer within this time hangs. */
const answerWithinMs = 15_000;
/** What one line of a table has room for. */
const errorShown = 60;

/** How an operator of this machine reaches the sidecars of the running application. */
const runtimeForm = z.object({ token: z.string(), sidecars: z.record(z.string(), z.url()) });
export type Runtime = z.output<typeof runtimeForm>;

const errorForm = z.object({ name: z.string(), message: z.string() });
const lineForm = z.object({
  id: z.string(),
  status: z.string(),
  failures: z.int(),
  kept_at: z.string(),
  consumer: z.string(),
  error: errorForm,
  event_id: z.string(),
  event_type: z.string(),
});
const listForm = z.object({ items: z.array(lineForm), unlisted: z.int() });
const letterForm = z.looseObject({
  id: z.string(),
  status: z.string(),
  revision: z.int(),
  consumer: z.string(),
  original: z.record(z.string(), z.unknown()),
});
type Letter = z.output<typeof letterForm>;

export interface DlqPorts {
  readonly runtime: Runtime;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly print: (line: string) => void;
}

/** What went wrong, in one line for the person who typed the command. */
export class DlqError extends Error {
  override readonly name = "DlqError";
}

/** Carries out one command. Throws a DlqError that says what to do. */
export async function dlq(args: readonly string[], ports: DlqPorts): Promise<void> {
  const [verb = "", id, ...more] = args;
  if (more.length > 0) throw new DlqError(usage);
  if (verb === "list" && id === undefined) return list(ports);
  if (verb === "replay" && id === "--all") return replayAll(ports);
  if (id === undefined || !/^[0-9a-f]{16}$/.test(id)) {
    const known = ["show", "replay", "drop"].includes(verb);
    throw new DlqError(known ? "id: take the 16 characters that `list` shows" : usage);
  }
  switch (verb) {
    case "show":
      return ports.print(printable(JSON.stringify(await show(id, ports), null, 2)));
    case "replay":
      return replay(id, ports);
    case "drop":
      await audit(`/dead-letters/${id}`, ports, { method: "DELETE" });
      return ports.print(`dropped ${id}; it can still be shown`);
    default:
      throw new DlqError(usage);
  }
}

/** The running application's sidecars. Throws a DlqError when none runs with this data. */
export function readRuntime(dataDir: string): Runtime {
  const path = join(dataDir, "runtime.json");
  try {
    return runtimeForm.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (thrown) {
    const why = thrown instanceof Error && "code" in thrown ? "cannot be read" : "is damaged";
    throw new DlqError(`DATA_DIR: ${path} ${why}; start the application with \`npm start\``);
  }
}

async function list(ports: DlqPorts): Promise<void> {
  const { items, unlisted } = listForm.parse(await audit("/dead-letters", ports));
  if (items.length === 0) return ports.print("there are no dead letters");
  const rows = items.map((item) => [
    item.id,
    item.status,
    item.event_type,
    item.event_id,
    item.consumer,
    String(item.failures),
    item.kept_at,
    `${item.error.name}: ${item.error.message}`.slice(0, errorShown),
  ]);
  const head = ["ID", "STATUS", "TYPE", "EVENT", "CONSUMER", "FAILURES", "KEPT AT", "ERROR"];
  for (const line of table([head, ...rows])) ports.print(line);
  if (unlisted > 0) ports.print(`${unlisted} more are kept but not listed`);
}

const show = async (id: string, ports: DlqPorts): Promise<Letter> =>
  letterForm.parse(await audit(`/dead-letters/${id}`, ports));

/** Publishes first: a crash in between replays twice, and every handler takes an event twice. */
async function replay(id: string, ports: DlqPorts): Promise<void> {
  const letter = await show(id, ports);
  if (letter.status === "replayed") throw new DlqError(`${id} was replayed already`);
  await publish(letter, ports);
  await audit(`/dead-letters/${id}/replayed`, ports, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ revision: letter.revision }),
  });
  ports.print(`replayed ${id}`);
}

/** Each by itself: one that cannot be replayed does not keep the others back. */
async function replayAll(ports: DlqPorts): Promise<void> {
  const { items } = listForm.parse(await audit("/dead-letters?status=waiting", ports));
  const failed: string[] = [];
  // Oldest first, so that events of one key keep their order.
  for (const { id } of items.toReversed()) {
    try {
      await replay(id, ports);
    } catch (thrown) {
      if (!(thrown instanceof DlqError)) throw thrown;
      failed.push(id);
      ports.print(`not replayed ${id}: ${thrown.message}`);
    }
  }
  ports.print(`${items.length - failed.length} of ${items.length} replayed`);
  if (failed.length > 0) throw new DlqError(`${failed.length} could not be replayed, see above`);
}

async function publish(letter: Letter, ports: DlqPorts): Promise<void> {
  const { original, consumer } = letter;
  const { source, type, topic: stamped, partitionKey } = original;
  // In the runtime's own letters the topic may be the one for dead letters: they name no consumer.
  const topic = consumer === "unknown" ? type : (stamped ?? type);
  if (typeof source !== "string" || typeof topic !== "string") {
    throw new DlqError(`${letter.id} is no event with a source and a type; drop it`);
  }
  const key = typeof partitionKey === "string" ? partitionKey : undefined;
  const query = key === undefined ? "" : `?metadata.partitionKey=${encodeURIComponent(key)}`;
  await call(source, `/publish/${pubsubName}/${encodeURIComponent(topic)}${query}`, ports, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json" },
    body: JSON.stringify(original),
  });
}

/** The REST door's sidecar may call the service that keeps the letters. */
const audit = (path: string, ports: DlqPorts, init: RequestInit = {}): Promise<unknown> =>
  call("api-gateway", `/invoke/audit/method${path}`, ports, init);

async function call(
  app: string,
  path: string,
  { runtime, fetch }: DlqPorts,
  init: RequestInit,
): Promise<unknown> {
  const base = runtime.sidecars[app];
  if (base === undefined) throw new DlqError(`there is no sidecar of "${printable(app)}"`);
  const response = await fetch(`${base}/v1.0${path}`, {
    ...init,
    headers: { ...init.headers, "dapr-api-token": runtime.token },
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((thrown: unknown) => {
    throw new DlqError(`${base} does not answer (${String(thrown)}); is the application running?`);
  });
  const text = await response.text();
  if (response.ok) return text === "" ? undefined : JSON.parse(text);
  throw new DlqError(printable(`${response.status} ${detailIn(text)}`));
}

const problemForm = z.union([
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

function detailIn(text: string): string {
  try {
    return problemForm.parse(JSON.parse(text));
  } catch {
    // Neither a problem nor the runtime's error: its first words are all there is.
    return text.slice(0, 200);
  }
}

/** What an event holds may be anything, also what a terminal would obey. */
const printable = (text: string): string => text.replace(/(?!\n)\p{C}/gu, "?");

function table(rows: readonly (readonly string[])[]): string[] {
  const [first = []] = rows;
  const widths = first.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows.map((row) =>
    printable(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "))
      .replaceAll("\n", "?")
      .trimEnd(),
  );
}

if (import.meta.main) {
  const dataDir = resolve(root, process.env.DATA_DIR ?? ".data");
  const print = (line: string) => process.stdout.write(`${line}\n`);
  try {
    await dlq(process.argv.slice(2), { runtime: readRuntime(dataDir), fetch, print });
  } catch (thrown) {
    if (!(thrown instanceof DlqError)) throw thrown;
    process.stderr.write(`dlq: ${thrown.message}\n`);
    process.exitCode = 1;
  }
}
