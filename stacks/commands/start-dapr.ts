import { openSupervisor } from "../../infra/real/supervisor.ts";
import { type RealApplication, startReal } from "../real-application.ts";
import { realPrograms } from "../real-programs.ts";
import { daprSettings } from "./start-dapr-settings.ts";

/**
 * `npm run start:dapr`: every service as a process of its own beside a real sidecar, on a real
 * broker and a real store. Ctrl-C ends all of it and leaves nothing behind.
 */
async function main(): Promise<void> {
  const settings = daprSettings(process.env);
  if (settings.kind === "wrong") throw new Error(settings.problems.join("\nnudge: "));
  const stopping = stoppedBySignals();
  const programs = await realPrograms(say, stopping);
  const ended = Promise.withResolvers<string>();
  stopping.addEventListener("abort", () => ended.resolve(""), { once: true });
  const supervisor = await openSupervisor({
    ...(settings.logs !== undefined && { logs: settings.logs }),
    onLost: (part, why) => ended.resolve(`${why}. Its last words:\n${part.lastWords()}`),
  });
  try {
    const why = await runUntil(
      ended.promise,
      startReal(supervisor, programs, { ...settings, report: say }),
    );
    if (why !== "") throw new Error(why);
  } finally {
    await supervisor.close();
  }
}

/** Says when the application is ready, and gives the reason for which it ended. */
async function runUntil(ended: Promise<string>, starting: Promise<RealApplication>) {
  const application = await Promise.race([starting, ended.then(() => undefined)]);
  // What is still on its way ends with the supervisor, and its failure is then no news.
  starting.catch(() => undefined);
  if (application !== undefined) process.stdout.write(`ready ${application.url}\n`);
  const why = await ended;
  await application?.door.close();
  return why;
}

function stoppedBySignals(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A second signal means that somebody does not want to wait; what runs ends all the same.
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort(new Error(`stopped by ${signal}`));
    });
  }
  return stopping.signal;
}

const say = (line: string) => process.stderr.write(`nudge: ${line}\n`);

await main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    say(thrown instanceof Error ? thrown.message : String(thrown));
    process.exit(1);
  },
);
