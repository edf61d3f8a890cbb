import type { Change, ServerFrame } from "./frames.ts";

/**
 * What one socket has been told of its person's log.
 *
 * It holds back no changes: whatever cannot be sent as the very next position only raises
 * `heard`, and is then fetched from the owner of the log, who answers in order.
 */
export interface Stream {
  /** Where the client says it stands; undefined when it starts from nothing. */
  readonly cursor: number | undefined;
  /** The last position the client was told; undefined until the owner's first answer. */
  readonly last: number | undefined;
  /** The highest position heard of. */
  readonly heard: number;
  /** An answer of the owner is awaited. */
  readonly asking: boolean;
  /** Answers in a row that brought nothing although more was heard of. */
  readonly fruitless: number;
}

/** What the owner of the log says lies after a position. */
export interface Answer {
  /** The log's present end. */
  readonly seq: number;
  readonly changes: readonly Change[];
  /** There is too much after that position, or no such position. */
  readonly reset: boolean;
}

/** What follows from an input: the stream after it, what to send, and what to ask the owner. */
export interface Step {
  readonly stream: Stream;
  readonly frames: readonly ServerFrame[];
  /** Ask for what lies after this position. */
  readonly ask?: number;
}

/** An owner that keeps silent about what others announced will not speak at the fourth time. */
const fruitlessMax = 3;

/** A stream that begins by asking, so that nothing falls between the answer and the first update. */
export function opened(cursor: number | undefined): Step {
  const stream = { cursor, last: undefined, heard: 0, asking: true, fruitless: 0 };
  return { stream, frames: [], ask: cursor ?? 0 };
}

/** An update came in live: sent if it is the next, dropped if it is old, else the gap is asked for. */
export function heardOf(stream: Stream, change: Change): Step {
  const { last, asking } = stream;
  const heard = Math.max(stream.heard, change.seq);
  if (last === undefined || asking) return { stream: { ...stream, heard }, frames: [] };
  if (change.seq <= last) return { stream, frames: [] };
  if (change.seq === last + 1) {
    return { stream: { ...stream, last: change.seq, heard }, frames: [frameOf(change)] };
  }
  return { stream: { ...stream, heard, asking: true }, frames: [], ask: last };
}

/** A look whether an update was missed without a later one that would show the gap. */
export function checked(stream: Stream): Step {
  const { last, asking } = stream;
  if (last === undefined || asking) return { stream, frames: [] };
  return { stream: { ...stream, asking: true }, frames: [], ask: last };
}

/** The owner answered: what it tells is sent in order, and asked further until all was told. */
export function answered(stream: Stream, answer: Answer): Step {
  const heard = Math.max(stream.heard, answer.seq);
  const from = stream.last;
  if (from === undefined) return first({ ...stream, heard }, answer);
  if (answer.reset) return resetTo(stream, heard, []);
  return goOn({ ...stream, heard }, from, answer.changes, []);
}

function first(stream: Stream, answer: Answer): Step {
  const { cursor } = stream;
  const ready = { type: "ready", seq: answer.seq } as const;
  if (cursor === undefined) return goOn(stream, answer.seq, [], [ready]);
  if (answer.reset || cursor > answer.seq) return resetTo(stream, answer.seq, [ready]);
  return goOn(stream, cursor, answer.changes, [ready]);
}

/** Sends what follows on `from` without a gap. */
function goOn(
  stream: Stream,
  from: number,
  changes: readonly Change[],
  before: readonly ServerFrame[],
): Step {
  const frames = [...before];
  let last = from;
  for (const change of changes) {
    if (change.seq !== last + 1) continue;
    frames.push(frameOf(change));
    last = change.seq;
  }
  if (last >= stream.heard) {
    return { stream: { ...stream, last, asking: false, fruitless: 0 }, frames };
  }
  const fruitless = last > from ? 0 : stream.fruitless + 1;
  if (fruitless >= fruitlessMax) return resetTo(stream, stream.heard, frames);
  return { stream: { ...stream, last, asking: true, fruitless }, frames, ask: last };
}

/** The client starts anew from here. */
function resetTo(stream: Stream, seq: number, before: readonly ServerFrame[]): Step {
  const next = { ...stream, last: seq, asking: false, fruitless: 0 };
  const frames: readonly ServerFrame[] = [...before, { type: "reset", seq }];
  // More was heard of while the owner answered: it is not part of what the client fetches anew.
  if (stream.heard <= seq) return { stream: next, frames };
  return { stream: { ...next, asking: true }, frames, ask: seq };
}

const frameOf = ({ seq, event_type, aggregate_id, trace_id }: Change): ServerFrame => ({
  type: "change",
  seq,
  event_type,
  aggregate_id,
  ...(trace_id ? { trace_id } : {}),
});
