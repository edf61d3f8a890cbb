import { doorVerifier } from "../shared/kit/door.ts";
import { host } from "../shared/kit/host.ts";
import { serve } from "../shared/kit/serve.ts";
import { syncRoutes } from "./api.ts";
import { changesAfter } from "./changes.ts";
import { openWindows } from "./open-windows.ts";
import { sync } from "./service.ts";

/** The sync service. */
export const program = host(sync, (connection, { machineClock: clock, log, settings }) => {
  const doors = doorVerifier((path) => connection.invoke("auth", { path }), clock, log);
  const windows = openWindows({
    clock,
    log,
    verify: (token) => doors.verify(token),
    changesAfter: changesAfter(connection),
  });
  return {
    on: {
      // Idempotent: a window drops each position that it was told already.
      "task-updates": async ({ data }) => windows.update(data),
      // Idempotent: a session that was signed out stays so, and its windows are gone.
      "session.revoked": async ({ data }) => {
        doors.revoke(data.session_id, data.expires_at);
        windows.revoke(data.user_id, data.session_id);
      },
    },
    every: {},
    routes: syncRoutes(windows, settings.variables.PUBLIC_URL),
    close: async () => windows.close(),
  };
});

if (import.meta.main) await serve(program);
