import type { Life } from "./lives.ts";
import type { Sent } from "./providers.ts";
import type { Lived } from "./time-people.ts";

/** Everything that is known of a life from outside of the services. */
export interface Past {
  readonly life: Life;
  readonly lived: Lived;
  readonly sent: readonly Sent[];
  /** When an entry of a log was written by the world's time, by "user:position". */
  readonly committedMs: ReadonlyMap<string, number>;
  readonly clocksAreOff: boolean;
  /** No process died, and every call of a sidecar was done and answered. */
  readonly isFaultless: boolean;
  healedMs: number;
}
