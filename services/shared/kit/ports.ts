import type { TopicLayout } from "../../../components/model/environment.ts";
import type { Send } from "../../../components/model/http.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Outside } from "./outside.ts";

/** Everything a service touches outside its own code. A simulation replaces all of it. */
export interface Ports {
  /** The Dapr sidecar of this service. */
  readonly sidecar: Send;
  readonly clock: Clock;
  /** Never moved: what proves who calls, and how often, is judged by the machine's own time. */
  readonly machineClock: Clock;
  /** A new id that sorts by time of creation. */
  readonly newId: () => string;
  readonly log: Log;
  readonly settings: Settings;
  /** @default the Internet, for services that declare egress */
  readonly outside?: Outside;
}

/** What an operator decides for a service. */
export interface Settings {
  readonly topicLayout: TopicLayout;
  /** Tells replicas of one service apart. */
  readonly replica: string;
  /** What the sidecar shows to prove that a call comes through it; undefined where nobody asks. */
  readonly appToken: string | undefined;
  /** Settings of single services, by environment variable name; each service parses its own. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}
