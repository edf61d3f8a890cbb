import { freePort } from "../../../infra/real/ports.ts";
import { openSupervisor, type Supervisor } from "../../../infra/real/supervisor.ts";
import { type RealApplication, type RealOptions, startReal } from "../../real-application.ts";
import { usualReal } from "../../real-usual.ts";
import { programs } from "./programs.ts";

/** The application on real programs, for one file of tests. */
export interface RealRun extends RealApplication {
  readonly supervisor: Supervisor;
  close(): Promise<void>;
}

/** Starts the application and waits until it is ready, or says why not. */
export async function startRun(options: Partial<RealOptions> = {}): Promise<RealRun> {
  const logs = process.env.REAL_LOGS;
  const supervisor = await openSupervisor(logs === undefined ? {} : { logs });
  try {
    const port = await freePort();
    const application = await startReal(supervisor, programs, {
      ...usualReal,
      port,
      variables: { RATE_LIMIT: "off", LOG_LEVEL: "warn" },
      report: () => undefined,
      ...options,
    });
    return {
      ...application,
      url: `http://127.0.0.1:${port}`,
      supervisor,
      async close() {
        await application.door.close();
        await supervisor.close();
      },
    };
  } catch (thrown) {
    await supervisor.close();
    throw thrown;
  }
}
