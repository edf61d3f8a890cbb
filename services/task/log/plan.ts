import type { Decision } from "../command.ts";
import { reusedId } from "../decide.ts";
import { type CommandRecord, draftOf, type Entry, evolve, type View } from "../view.ts";
import { type ChunkLimits, hasRoom } from "./chunk.ts";
import type { Loaded } from "./loaded.ts";

/** One command on its way into a log. */
export interface Request {
  /** The same for each repetition of the command. */
  readonly id: string;
  /** Tells a repetition from another command under the same id. */
  readonly fingerprint: string;
  readonly at: string;
  readonly cause: string | undefined;
  /** Throws a Problem when the command must be refused. May run several times. */
  decide(view: View): Decision;
}

/** A command that is durable, or had been before. */
export interface Committed {
  readonly entries: readonly Entry[];
  readonly record: CommandRecord | undefined;
  readonly decision: Decision | undefined;
  readonly view: Loaded["view"];
}

/** A command with the promise of its caller. */
export interface CommandJob {
  readonly request: Request;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (thrown: unknown) => void;
}

/** What one write would hold. */
export interface Plan {
  readonly entries: readonly Entry[];
  /** Of the whole chunk with these entries. */
  readonly bytes: number;
  /** What each taken job will hear once the entries are durable. */
  readonly outcomes: readonly ((view: Loaded["view"]) => void)[];
}

/** Decides the jobs one after another on a draft, until the chunk is full. */
export function planned(loaded: Loaded, jobs: readonly CommandJob[], limits: ChunkLimits): Plan {
  const draft = draftOf(loaded.view);
  const entries: Entry[] = [];
  const outcomes: Plan["outcomes"][number][] = [];
  let bytes = loaded.tail.bytes;
  for (const job of jobs) {
    const room = hasRoom(loaded.tail.entries.length + entries.length, bytes, limits);
    if (entries.length > 0 && !room) break;
    const { added, outcome } = decided(draft, job);
    bytes += added.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
    entries.push(...added);
    outcomes.push(outcome);
  }
  return { entries, bytes, outcomes };
}

function decided(draft: View, { request, resolve, reject }: CommandJob) {
  const { id, fingerprint } = request;
  const before = draft.commands.get(id);
  if (before) {
    const outcome = (view: Loaded["view"]) =>
      before.fingerprint === fingerprint
        ? resolve({ entries: [], record: before, decision: undefined, view })
        : reject(reusedId());
    return { added: [], outcome };
  }
  try {
    const decision = request.decide(draft);
    const added = decision.changes.map((change) => {
      const entry = entryOf(draft.seq + 1, request, decision, change);
      evolve(draft, entry);
      return entry;
    });
    const record = draft.commands.get(id);
    const outcome = (view: Loaded["view"]) => resolve({ entries: added, record, decision, view });
    return { added, outcome };
  } catch (thrown) {
    return { added: [], outcome: () => reject(thrown) };
  }
}

const entryOf = (
  seq: number,
  { id, fingerprint, at, cause }: Request,
  { intent, undoes }: Decision,
  fact: Decision["changes"][number],
): Entry => ({
  ...fact,
  seq,
  at,
  command: id,
  fingerprint,
  intent,
  ...(undoes === undefined ? {} : { undoes: undoes.command }),
  ...(cause === undefined ? {} : { cause }),
});

/** Tells the taken jobs what became of them; says how many. */
export function settled({ outcomes }: Plan, { view }: Loaded): number {
  for (const outcome of outcomes) outcome(view);
  return outcomes.length;
}
