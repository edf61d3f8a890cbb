import {
  type ContainerStatus,
  type Deployment,
  kindsOfRollout,
  type Pod,
  type ReplicaSet,
  type Seen,
  seenIn,
} from "./rollout-objects.ts";

/** Runs kubectl and gives what it printed. Throws when it failed. */
export type Kubectl = (args: readonly string[]) => Promise<string>;

/** A deployment that is not what was asked for, and why. */
export interface Unready {
  readonly deployment: string;
  readonly why: string;
  /** How many replicas of the version before serve on. */
  readonly serving: number;
  /** Whose last words may tell more. */
  readonly talker?: { readonly pod: string; readonly container: string; readonly life: Life };
}

/** The container that runs, or the one before it that ended. */
type Life = "this" | "previous";

const revision = "deployment.kubernetes.io/revision";
/** The webhook of Dapr puts a container of this name beside every service. */
const sidecarName = "daprd";
const sidecarWanted = "dapr-app";
/** The end of an error; what led to it is in the log. */
const wordsMax = 5;
const lineMax = 300;
/** A pod that was just made says so of itself. */
const notYet = ["ContainerCreating", "PodInitializing"];

/**
 * For a person, what keeps the deployments of a namespace from being ready: which, why, what its
 * pods said last, and whether somebody serves meanwhile. Nothing when all are ready.
 */
export async function rolloutReport(
  kubectl: Kubectl,
  namespace: string,
): Promise<readonly string[]> {
  const place = ["--namespace", namespace];
  const found = unready(seenIn(await kubectl(["get", kindsOfRollout, ...place, "--output=json"])));
  const told = await Promise.all(
    found.map(async (each) => [...inWords(each), ...(await lastWords(kubectl, place, each))]),
  );
  return told.flat();
}

/** The deployments that are not what was asked for, by name. */
export function unready(seen: Seen): readonly Unready[] {
  return seen.deployments
    .filter((each) => !isThere(each))
    .map((deployment) => {
      const sets = seen.replicaSets.filter(isOf(deployment));
      const newest = sets.find(
        ({ metadata }) =>
          metadata.annotations[revision] === deployment.metadata.annotations[revision],
      );
      const others = sets.filter((each) => each !== newest);
      return {
        deployment: deployment.metadata.name,
        serving: others.reduce((sum, { status }) => sum + status.readyReplicas, 0),
        ...troubleOf(newest, seen),
      };
    })
    .sort((a, b) => (a.deployment < b.deployment ? -1 : 1));
}

const isThere = ({ metadata, spec, status }: Deployment): boolean =>
  status.observedGeneration >= metadata.generation &&
  status.updatedReplicas >= spec.replicas &&
  status.unavailableReplicas === 0;

const isOf =
  (owner: { readonly metadata: { readonly uid: string } }) =>
  ({ metadata }: Pod | ReplicaSet): boolean =>
    metadata.ownerReferences.some(({ uid }) => uid === owner.metadata.uid);

type Trouble = Pick<Unready, "why" | "talker">;

/** Why the newest version is not there: no pod may be made, or one that was is not ready. */
function troubleOf(newest: ReplicaSet | undefined, seen: Seen): Trouble {
  if (newest === undefined) return { why: "nobody has begun it: the control plane is behind" };
  const refused = newest.status.conditions.find(({ type }) => type === "ReplicaFailure");
  if (refused?.status === "True") return { why: `no pod may be made: ${refused.message}` };
  const pods = seen.pods.filter(isOf(newest));
  const bad = pods.find((pod) => !isTrue(pod, "Ready"));
  if (bad === undefined) return { why: "its pods have not all begun" };
  return troubleOfPod(bad, seen);
}

function troubleOfPod(pod: Pod, { warnings }: Seen): Trouble {
  const placed = pod.status.conditions.find(({ type }) => type === "PodScheduled");
  if (placed?.status === "False") return { why: `finds no place: ${placed.message}` };
  const all = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
  if (lacksSidecar(pod)) {
    return { why: "has no sidecar: Dapr's injector let it pass; look after dapr-system" };
  }
  const warning = warnings.findLast(({ involvedObject: { uid } }) => uid === pod.metadata.uid);
  const stuck = all.find(isStuck);
  if (stuck !== undefined) return stuckTrouble(pod, stuck, warning?.message);
  const silent = all.find(({ ready }) => !ready);
  const said = warning === undefined ? "" : `: ${warning.message}`;
  if (silent === undefined) return { why: `is not ready${said}` };
  const talker = { pod: pod.metadata.name, container: silent.name, life: "this" } as const;
  if (silent.state.waiting !== undefined) return { why: `${silent.name} has not begun${said}` };
  return { why: `${silent.name} runs and is not ready${said}`, talker };
}

function isStuck({ state, restartCount, ready }: ContainerStatus): boolean {
  const { waiting, terminated } = state;
  if (waiting !== undefined) return !notYet.includes(waiting.reason);
  return !ready && (restartCount > 0 || (terminated?.exitCode ?? 0) > 0);
}

function stuckTrouble(pod: Pod, stuck: ContainerStatus, warning: string | undefined): Trouble {
  const { name, state, lastState } = stuck;
  const end = state.terminated ?? lastState.terminated;
  if (end !== undefined) {
    const reason = end.reason === "" ? "" : ` (${end.reason})`;
    const life = state.terminated === undefined ? "previous" : "this";
    return {
      why: `${name} ends with ${end.exitCode}${reason}, again and again`,
      talker: { pod: pod.metadata.name, container: name, life },
    };
  }
  const { reason = "", message = "" } = state.waiting ?? {};
  return { why: `${name} cannot begin: ${reason}: ${message || warning || "no reason was given"}` };
}

function lacksSidecar({ metadata, spec }: Pod): boolean {
  const names = [...spec.initContainers, ...spec.containers].map(({ name }) => name);
  return metadata.labels[sidecarWanted] === "true" && !names.includes(sidecarName);
}

const isTrue = ({ status }: Pod, wanted: string): boolean =>
  status.conditions.some(({ type, status }) => type === wanted && status === "True");

function inWords({ deployment, why, serving }: Unready): readonly string[] {
  const replicas = serving === 1 ? "1 replica" : `${serving} replicas`;
  const meanwhile =
    serving > 0 ? `the version before serves on in ${replicas}` : "nobody serves meanwhile";
  return [`${deployment}: ${why.slice(0, lineMax)}`, `  ${meanwhile}`];
}

async function lastWords(
  kubectl: Kubectl,
  place: readonly string[],
  { talker }: Unready,
): Promise<readonly string[]> {
  if (talker === undefined) return [];
  const { pod, container, life } = talker;
  const which = [pod, "--container", container, ...(life === "previous" ? ["--previous"] : [])];
  const printed = await kubectl(["logs", ...which, ...place, `--tail=${wordsMax}`]).catch(
    // It may have gone meanwhile; the reason above stands all the same.
    (thrown: unknown) => `nothing can be read of it: ${String(thrown)}`,
  );
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) return [`  ${pod} has said nothing`];
  return [`  last words of ${pod}:`, ...lines.map((line) => `    ${line.slice(0, lineMax)}`)];
}
