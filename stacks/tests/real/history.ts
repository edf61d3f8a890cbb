import { randomBytes } from "node:crypto";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import type { Answer } from "../e2e/person.ts";

/** How one request ended. */
export type Outcome =
  | { readonly kind: "acknowledged"; readonly status: number; readonly shown: Task | undefined }
  /** A clear no: nothing of it may have happened. */
  | { readonly kind: "refused"; readonly status: number; readonly why: string }
  /** No answer, or one that promises nothing: it happened, or it did not, or it still will. */
  | { readonly kind: "unknown"; readonly why: string };

/** One request on the wire. Times are milliseconds since the epoch. */
export interface Attempt {
  /** Its own trace id: whatever it caused carries it. */
  readonly trace: string;
  readonly sentMs: number;
  readonly endedMs: number;
  readonly outcome: Outcome;
}

export type CommandKind = "create" | "edit" | "complete" | "delete" | "repeat" | "look";

/** Something that a person wanted, and every request that was sent for it, under one key. */
export interface Command {
  readonly person: string;
  readonly key: string;
  readonly kind: CommandKind;
  /** The task that it is about; of a new one none. */
  readonly about: string | undefined;
  readonly attempts: readonly Attempt[];
}

/** What was wanted of the application, and what it said. */
export interface History {
  readonly commands: readonly Command[];
  /** A command that is kept from now on; its attempts are added as they end. */
  begin(what: Omit<Command, "attempts">): OpenCommand;
}

export interface OpenCommand {
  /** Sends one request for it and keeps how that ended. */
  attempt(send: (traceparent: string) => Promise<Answer>): Promise<Outcome>;
}

/** An empty history. */
export function newHistory(): History {
  const commands: Command[] = [];
  return {
    commands,
    begin(what) {
      const attempts: Attempt[] = [];
      commands.push({ ...what, attempts });
      return {
        async attempt(send) {
          const trace = newTrace();
          const sentMs = Date.now();
          const outcome = await send(`00-${trace}-00000000000000ab-01`).then(outcomeOf, noAnswer);
          attempts.push({ trace, sentMs, endedMs: Date.now(), outcome });
          return outcome;
        },
      };
    },
  };
}

const newTrace = () => randomBytes(16).toString("hex");

function outcomeOf({ status, body, text }: Answer): Outcome {
  if (status < 300) {
    const shown = task.safeParse(body);
    return { kind: "acknowledged", status, shown: shown.success ? shown.data : undefined };
  }
  const why = `${status} ${text.slice(0, 200)}`;
  return status < 500 ? { kind: "refused", status, why } : { kind: "unknown", why };
}

const noAnswer = (thrown: unknown): Outcome => ({ kind: "unknown", why: String(thrown) });

/** The attempt that was acknowledged; undefined: nobody was promised anything. */
export const acknowledgedIn = ({ attempts }: Command): Attempt | undefined =>
  attempts.find(({ outcome }) => outcome.kind === "acknowledged");

/** When its first request left. */
export const sentMs = ({ attempts }: Command): number =>
  attempts[0]?.sentMs ?? Number.POSITIVE_INFINITY;
