import type { Send } from "../../components/model/http.ts";
import { activity } from "./activity.ts";
import type { App } from "./app.ts";
import { type RuntimeClock, realClock } from "./clock.ts";
import { startCrons } from "./crons.ts";
import { follower } from "./following.ts";
import { invoking } from "./invoke.ts";
import { daprJobs } from "./jobs.ts";
import { messageOf } from "./json.ts";
import { type Listening, listen } from "./listen.ts";
import { messageLog, type TopicSettings } from "./messages.ts";
import { outputBindings, type Sent, type SentQuery } from "./outputs.ts";
import { readerPlaces } from "./places.ts";
import { publishApi } from "./publish.ts";
import { componentsOf, type Resources } from "./resources.ts";
import { type Blocks, sidecar } from "./sidecar.ts";
import { stateApi } from "./state.ts";
import { openStore } from "./store.ts";
import { readingsOf } from "./subscriptions.ts";
import { repeatedly, sweeper } from "./sweep.ts";
import { topicScopes } from "./topic-scopes.ts";

/** What a runtime needs to run. */
export interface RuntimeOptions {
  /** The database, created when it is missing; ":memory:" keeps nothing. */
  readonly file: string;
  readonly resources: Resources;
  /** Only these exist, each swept of what is older than it keeps. @default any topic, kept */
  readonly topics?: readonly TopicSettings[];
  /** @default the machine's clock */
  readonly clock?: RuntimeClock;
  /** Time as jobs and crons see it, when it can be moved; state and events keep the other. */
  readonly schedule?: { readonly jobs: RuntimeClock; readonly crons: RuntimeClock };
  /** Asked of callers on a port, as `dapr-api-token`. @default none */
  readonly apiToken?: string;
  /** Shown to the apps, as `dapr-api-token`. @default none */
  readonly appToken?: string;
  /** Hears of what would otherwise fail in silence. @default one line of JSON on stderr */
  readonly onProblem?: (event: string, fields: Record<string, unknown>) => void;
}

/** The Dapr runtime of one machine: one instance for all apps. */
export interface Runtime {
  /** The Dapr HTTP API as this app sees it. */
  sidecar(appId: string): Send;
  /** Makes the app known; after `start` its events begin at once. */
  attach(appId: string, app: Send): void;
  /** Begins with events, jobs and crons; resolves when all apps were asked what they read. */
  start(): Promise<void>;
  /** The same API on 127.0.0.1; without a port on a free one. */
  listen(appId: string, port?: number): Promise<Listening>;
  /** Resolves when nothing is under way; what waits for a timer is not. */
  idle(): Promise<void>;
  /** What went out through output bindings, oldest first. */
  outbox(query?: SentQuery): readonly Sent[];
  /** Removes expired state and old events now. */
  sweep(): Promise<void>;
  /** Waits at most 10 s for what is under way, then writes and closes the file. */
  close(): Promise<void>;
}

/** Longer than any handler should take; a hung one must not keep the machine from stopping. */
const closeWithinMs = 10_000;

/** Opens the file and builds the runtime on it. Throws DamagedStore or StoreInUse. */
export function openRuntime(options: RuntimeOptions): Runtime {
  const { resources, clock = realClock, onProblem = logged } = options;
  const schedule = options.schedule ?? { jobs: clock, crons: clock };
  const db = openStore(options.file);
  const doing = activity();
  const messages = messageLog(db, clock, options.topics);
  const places = readerPlaces(db, clock);
  const outputs = outputBindings(db, clock, resources);
  const apps = new Map<string, App>();
  const stops: (() => void)[] = [];
  const ports: Listening[] = [];
  const appHeaders: Readonly<Record<string, string>> =
    options.appToken === undefined ? {} : { "dapr-api-token": options.appToken };
  let phase: "new" | "started" | "closing" | "closed" = "new";
  const isClosing = () => phase === "closing" || phase === "closed";
  const pubsubsOf = perApp((app) => pubsubs(resources, app));
  const appOf = (app: string) => apps.get(app);
  const problems = { activity: doing, onProblem };
  const jobs = daprJobs({ db, clock: schedule.jobs, ...problems, appOf });
  const blocks: Blocks = {
    resources,
    state: stateApi(db, clock),
    publish: publishApi(messages, pubsubsOf, clock),
    invoke: invoking(resources, (app) => appOf(app)?.send, appHeaders),
    jobs,
    outputs,
    isStarted: () => phase === "started",
    onProblem,
  };

  const readerPorts = { messages, places, clock, ...problems, isClosing };
  const follow = follower({ resources, pubsubsOf, ports: readerPorts });

  const begin = async (id: string, app: App): Promise<void> => {
    const readings = await readingsOf(resources, id, app, onProblem);
    if (isClosing()) return;
    for (const reading of readings) follow.start(reading, app);
    stops.push(startCrons(resources, id, app, { ...problems, clock: schedule.crons }));
    jobs.start();
  };

  const sweep = sweeper(db, clock, messages);
  const sweepFailed = (thrown: unknown) => onProblem("sweep.failed", { error: messageOf(thrown) });
  const sweepLater = () => repeatedly(clock, () => doing.track(sweep().catch(sweepFailed)));

  messages.onAppended(follow.wake);

  const sidecarOf = perApp((app) => {
    const send = sidecar(app, blocks);
    return ((call) => (phase === "closed" ? away(app) : doing.track(send(call)))) satisfies Send;
  });

  return {
    sidecar: sidecarOf,
    attach(id, send) {
      const app = { send, headers: appHeaders };
      apps.set(id, app);
      if (phase === "started") void doing.track(begin(id, app));
    },
    async start() {
      phase = "started";
      stops.push(sweepLater());
      await Promise.all([...apps].map(([id, app]) => begin(id, app)));
    },
    async listen(id, port = 0) {
      const listening = await listen(sidecarOf(id), port, options.apiToken);
      ports.push(listening);
      return listening;
    },
    idle: doing.idle,
    outbox: outputs.sent,
    sweep,
    async close() {
      if (isClosing()) return;
      phase = "closing";
      jobs.stop();
      follow.stop();
      for (const stop of stops) stop();
      await within(clock, doing.idle());
      await Promise.all(ports.map((listening) => listening.close()));
      await places.flush();
      phase = "closed";
      db.close();
    },
  };
}

const away = (app: string) =>
  Promise.reject(new Error(`the runtime of "${app}" is closed: open it again`));

const logged = (event: string, fields: Record<string, unknown>) =>
  process.stderr.write(`${JSON.stringify({ level: "warn", event, ...fields })}\n`);

/** Makes one for each app and keeps it. */
function perApp<T>(make: (app: string) => T): (app: string) => T {
  const made = new Map<string, T>();
  return (app) => {
    const known = made.get(app);
    if (known !== undefined) return known;
    const fresh = make(app);
    made.set(app, fresh);
    return fresh;
  };
}

const pubsubs = (resources: Resources, app: string) =>
  new Map(
    [...componentsOf(resources, app, "pubsub")].map(([name, component]) => [
      name,
      { component, scopes: topicScopes(component) },
    ]),
  );

/** Resolves with the work, or when the time for it is up. */
const within = (clock: RuntimeClock, work: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.setTimer(closeWithinMs, resolve);
    work.then(() => {
      cancel();
      resolve();
    }, reject);
  });
