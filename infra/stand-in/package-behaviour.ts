import type { Fields } from "./values.ts";

/** One resource of a program, as the engine speaks of it. */
export interface Wanted {
  readonly urn: string;
  /** Such as `kubernetes:core/v1:Secret`. */
  readonly type: string;
  /** As the engine sent them, with marks: they go back as they came, and secrets stay secret. */
  readonly inputs: Fields;
  /** Nothing may change. */
  readonly isPreview: boolean;
  /** @default the package's own patience */
  readonly timeoutSeconds: number;
}

/** One resource that is in the state of the stack. */
export interface Kept {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Fields;
  readonly state: Fields;
}

/** A resource as it is now. */
export interface Found {
  readonly id: string;
  readonly inputs: Fields;
  readonly state: Fields;
}

/** What the stand-in does for the resources of one package. */
export interface PackageBehaviour {
  /** Takes the provider's configuration, without marks. */
  configure(settings: Fields): void;
  /** Inputs whose change makes another resource. */
  readonly replacing: readonly RegExp[];
  put(wanted: Wanted): Promise<Pick<Found, "id" | "state">>;
  /** Nothing, when it is gone. */
  read(kept: Kept): Promise<Found | undefined>;
  remove(kept: Kept): Promise<void>;
}
