/**
 * Why a model did not answer: "refused" (our key or request), "busy" (too many requests),
 * "unavailable" (not there, or failing), "malformed" (no answer of this protocol), "timeout",
 * "endless" (calls, or answers without words, that come to no end).
 */
export type TroubleReason =
  | "refused"
  | "busy"
  | "unavailable"
  | "malformed"
  | "timeout"
  | "endless";

/** A model that gives no answer; the message is for the log. */
export class ModelTrouble extends Error {
  override readonly name = "ModelTrouble";
  readonly reason: TroubleReason;

  constructor(reason: TroubleReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * What was thrown while a model was asked, by its form: the classes belong to libraries that may
 * not even be loaded. Their words are left out, because providers repeat keys and texts in them.
 */
export function troubleOf(thrown: unknown): ModelTrouble {
  if (thrown instanceof ModelTrouble) return thrown;
  const name = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  if (name === "MaxTurnsExceededError") {
    return new ModelTrouble("endless", "it came to no end");
  }
  if (name.startsWith("APIConnection")) {
    return new ModelTrouble("unavailable", "its server cannot be reached");
  }
  const status = statusOf(thrown);
  if (status === undefined) return new ModelTrouble("malformed", `it answers nonsense: ${name}`);
  return new ModelTrouble(reasonOf(status), `its server answers ${status}`);
}

function statusOf(thrown: unknown): number | undefined {
  const isAnswer = typeof thrown === "object" && thrown !== null && "status" in thrown;
  return isAnswer && typeof thrown.status === "number" ? thrown.status : undefined;
}

function reasonOf(status: number): TroubleReason {
  if (status === 429) return "busy";
  return status < 500 && status !== 408 ? "refused" : "unavailable";
}
