import { freePort } from "../../../infra/real/ports.ts";
import { openSupervisor } from "../../../infra/real/supervisor.ts";
import { type RealApplication, type RealOptions, startReal } from "../../real-application.ts";
import { realPrograms } from "../../real-programs.ts";
import { usualReal } from "../../real-usual.ts";
import type { Run } from "../group.ts";

/** What may differ from what `npm run start:dapr` runs. */
export type Given = Partial<Pick<RealOptions, "replicasOf" | "variables">>;

/** The application on the programs of `npm run start:dapr`, for some work; nothing of it stays. */
export async function onReal<T>(
  { progress }: Run,
  given: Given,
  work: (application: RealApplication) => Promise<T>,
): Promise<T> {
  const programs = await realPrograms(progress, new AbortController().signal);
  const logs = process.env.LOGS;
  const supervisor = await openSupervisor(logs === undefined ? {} : { logs });
  try {
    const port = await freePort();
    const { variables, ...others } = given;
    const application = await startReal(supervisor, programs, {
      ...usualReal,
      port,
      variables: { RATE_LIMIT: "off", LOG_LEVEL: "warn", ...variables },
      report: progress,
      ...others,
    });
    try {
      return await work(application);
    } finally {
      await application.door.close();
    }
  } finally {
    await supervisor.close();
  }
}
