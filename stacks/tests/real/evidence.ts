import type { Notification } from "../../../services/shared/contracts/api/notifications.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Trail } from "../e2e/person.ts";
import type { Command } from "./history.ts";

/** What a person's own server was told. */
export interface Told {
  /** The same at each repetition of one delivery. */
  readonly delivery: string;
  readonly event: string;
}

/** Everything that can be seen of one person when the application has come to rest. */
export interface Seen {
  readonly person: string;
  /** The list, as each replica of its owner shows it. */
  readonly lists: readonly (readonly Task[])[];
  /** Newest first, as it is shown. */
  readonly trail: Trail;
  /** The list that the trail makes when it is played again. */
  readonly replayed: readonly Task[];
  /** Positions in the order in which a window heard of them, over all its connections. */
  readonly heard: readonly number[];
  /** How often a window was told that something could not be told. */
  readonly resets: number;
  /** Undefined: the person has no server. */
  readonly told: readonly Told[] | undefined;
  readonly notices: readonly Notification[];
}

/** What a run leaves behind. */
export interface Evidence {
  readonly commands: readonly Command[];
  readonly people: readonly Seen[];
  /** Events in the dead letters that nobody planted, each in a line. */
  readonly letters: readonly string[];
  /** Events that a group has not read, by group and topic. */
  readonly behind: readonly { readonly name: string; readonly events: number }[];
}
