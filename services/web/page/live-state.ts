import { memberOf, textIn } from "./problem.ts";

/** What the server says over the socket. */
export type Frame =
  | { readonly kind: "ready"; readonly seq: number }
  | { readonly kind: "change"; readonly seq: number; readonly type: string; readonly id: string }
  | { readonly kind: "reset"; readonly seq: number };

/** The frame in a message; undefined for a last word before a close, or for what is not known. */
export function frameIn(text: string): Frame | undefined {
  const frame: unknown = JSON.parse(text);
  const kind = textIn(frame, "type");
  const seq = memberOf(frame, "seq");
  if (typeof seq !== "number") return undefined;
  if (kind === "ready" || kind === "reset") return { kind, seq };
  const id = textIn(frame, "aggregate_id");
  const type = textIn(frame, "event_type");
  if (kind !== "change" || id === undefined || type === undefined) return undefined;
  return { kind, seq, type, id };
}

/** What a frame asks of the page. */
export type Reaction =
  | { readonly do: "nothing" }
  | { readonly do: "look"; readonly id: string; readonly type: string }
  | { readonly do: "reload" };

/**
 * Where the page stands after a frame. The first socket has no place yet and starts where the log
 * ends; a later one has, and what lies between comes as changes or as a reset.
 */
export function follows(
  cursor: number | undefined,
  frame: Frame,
): { readonly cursor: number | undefined; readonly reaction: Reaction } {
  switch (frame.kind) {
    case "ready":
      if (cursor !== undefined) return { cursor, reaction: { do: "nothing" } };
      // The list may have been read before this position.
      return { cursor: frame.seq, reaction: { do: "reload" } };
    case "change":
      return { cursor: frame.seq, reaction: { do: "look", id: frame.id, type: frame.type } };
    case "reset":
      return { cursor: frame.seq, reaction: { do: "reload" } };
    default:
      return frame satisfies never;
  }
}

/** At once would be a storm when a server restarts under many windows. */
const firstPauseMs = 250;
/** A person who waits for the list sees it within some seconds of the server's return. */
const longestPauseMs = 4_000;

/** How long to wait before the next attempt; `random` (0 to 1) spreads the windows. */
export const pauseMs = (failures: number, random: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);
