import { z } from "zod";
import { type Settings, settings } from "../shared/contracts/api/settings.ts";
import type { Clock } from "../shared/kit/clock.ts";
import type { Connection } from "../shared/kit/connect.ts";
import { groupedWrites } from "../shared/kit/grouped-writes.ts";
import { Problem } from "../shared/kit/problem.ts";
import { type KeptBrowser, keptBrowsers, withBrowser } from "./browsers.ts";
import type { notification } from "./service.ts";

/** How a person wants to be told. */
const keptSettings = z.object({
  /** 0 until the person has decided anything. */
  version: z.int().min(0),
  settings,
  /** Browsers that are told, in the order in which they were switched on. */
  browsers: keptBrowsers.default([]),
  /** Made with the first webhook, and kept while the address of it changes. */
  webhook_secret: z.string().nullable(),
  /** When a channel was last tried out. */
  tested_ms: z.int().nullable(),
});
export type KeptSettings = z.output<typeof keptSettings>;

export interface SettingsStore {
  of(user: string): Promise<KeptSettings>;
  /** Throws `version_mismatch` when somebody has changed them since this version. */
  replace(user: string, next: Settings, ifMatch: string | undefined): Promise<KeptSettings>;
  /** The same browser again is still one. Throws `conflict` when there are too many. */
  addBrowser(user: string, added: KeptBrowser): Promise<KeptSettings>;
  /** Also when they are gone already. */
  removeBrowsers(user: string, ids: readonly string[]): Promise<void>;
  /** Takes one of the few tries that a person has. Throws `too_many_requests`. */
  takeTest(user: string): Promise<void>;
}

/** A test costs money on some channels, and reaches whoever's address was entered. */
const testEveryMs = 60_000;

/** The settings as they can be followed: push is on where a browser is. */
export const followed = ({ settings: wanted, browsers }: KeptSettings): Settings =>
  browsers.length > 0 ? wanted : { ...wanted, push: { enabled: false } };

export const etagOf = ({ version }: Pick<KeptSettings, "version">): string =>
  `"settings.${version}"`;

/** The settings in the service's own state: `settings:{user}`. */
export function settingsStore(
  { state, key }: Pick<Connection<typeof notification>, "state" | "key">,
  clock: Clock,
  newSecret: () => string,
): SettingsStore {
  const change = groupedWrites(state, clock, { parse: (stored) => keptSettings.parse(stored) });
  return {
    async of(user) {
      const stored = await state.get(key("settings", user));
      return stored ? keptSettings.parse(stored.value) : untouched;
    },
    replace: (user, next, ifMatch) =>
      change(key("settings", user), (before = untouched) => {
        if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(before)) {
          throw new Problem("version_mismatch", {
            detail: "If-Match: the settings were changed; read them again and repeat",
            errors: [{ field: "If-Match", message: `the present version is ${etagOf(before)}` }],
          });
        }
        const webhook_secret = before.webhook_secret ?? (next.webhook ? newSecret() : null);
        return { ...before, version: before.version + 1, settings: next, webhook_secret };
      }),
    addBrowser: (user, added) =>
      change(key("settings", user), (before = untouched) => ({
        ...before,
        browsers: [...withBrowser(before.browsers, added)],
      })),
    async removeBrowsers(user, ids) {
      await change(key("settings", user), (before = untouched) =>
        before.browsers.some(({ id }) => ids.includes(id))
          ? { ...before, browsers: before.browsers.filter(({ id }) => !ids.includes(id)) }
          : before,
      );
    },
    async takeTest(user) {
      await change(key("settings", user), (before = untouched) => {
        const waitMs = (before.tested_ms ?? Number.NEGATIVE_INFINITY) + testEveryMs - clock.now();
        if (waitMs > 0) {
          throw new Problem("too_many_requests", {
            detail: "one test message a minute",
            retryAfterSeconds: Math.ceil(waitMs / 1_000),
          });
        }
        return { ...before, tested_ms: clock.now() };
      });
    },
  };
}

const untouched: KeptSettings = {
  version: 0,
  settings: settings.parse({}),
  browsers: [],
  webhook_secret: null,
  tested_ms: null,
};
