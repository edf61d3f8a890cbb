import type { Duration } from "./duration.ts";

/**
 * How the cluster is given secrets. "plain": as they are. "sealed": encrypted for a controller there,
 * which makes secrets of them. "external": a controller there fetches those of accounts outside from
 * a vault; the stack has only their places.
 */
export type SecretKeeping =
  | { readonly kind: "plain" }
  | {
      readonly kind: "sealed";
      /** PEM of the controller's certificate. */
      readonly certificate: string;
    }
  | {
      readonly kind: "external";
      /** Who knows the vault. */
      readonly store: {
        readonly kind: "SecretStore" | "ClusterSecretStore";
        readonly name: string;
      };
      /** Before each name in the vault; `{prefix}{name}` has a property for each key. */
      readonly prefix: string;
      /** How often the vault is asked. */
      readonly refresh: Duration;
    };
