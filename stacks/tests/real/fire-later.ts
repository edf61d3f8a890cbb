import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RealApplication } from "../../real-application.ts";
import { inStore } from "./in-store.ts";

/** Time that single services can be put ahead of. */
export interface LaterClock {
  /** For every service: it reads at its start how far it is ahead. */
  readonly variables: { readonly NODE_OPTIONS: string };
  /** So much time passes for these services and for what they keep; they start anew with it. */
  pass(run: RealApplication, services: readonly string[], ms: number): Promise<void>;
}

/**
 * A service has one place where it asks for the time, `Date.now`. A module that is loaded before
 * it adds what stands in a file. The store is told likewise: what is kept for a while has so much
 * less of it left. Sidecars, the broker and all other services stay in the present.
 */
export function laterClock(folder: string): LaterClock {
  const file = join(folder, "ahead");
  writeFileSync(file, "0");
  const module = [
    'import { readFileSync } from "node:fs";',
    `const aheadMs = Number(readFileSync(${JSON.stringify(file)}, "utf8"));`,
    "const now = Date.now;",
    "Date.now = () => now() + aheadMs;",
  ].join("\n");
  return {
    variables: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` },
    async pass(run, services, ms) {
      const parts = run.replicas
        .filter(({ spec }) => services.includes(spec.id))
        .map(({ service }) => service);
      await Promise.all(parts.map((part) => part.stop()));
      writeFileSync(file, String(ms));
      await inStore(
        run,
        `update state set expires_at = expires_at - $1 * interval '1 millisecond'
         where expires_at is not null and split_part(key, '||', 1) = any($2)`,
        [ms, services],
      );
      await Promise.all(parts.map((part) => part.restart()));
      // Whoever else is started again lives in the present.
      writeFileSync(file, "0");
    },
  };
}
