import { existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { type HelmCharts, helmRelease } from "./helm-release.ts";
import {
  type Answer,
  type KubernetesApi,
  kubernetesApi,
  type ObjectName,
  Unreachable,
} from "./kubernetes-api.ts";
import { isReady } from "./kubernetes-readiness.ts";
import type { Kept, PackageBehaviour, Wanted } from "./package-behaviour.ts";
import {
  type Fields,
  hasUnknown,
  isFields,
  plainFields,
  textAt,
  unknown,
  type Value,
  valueAt,
} from "./values.ts";

/** A deployment whose pods come up takes seconds; on a machine that does other work, minutes. */
const patienceSeconds = 300;
const pollMs = 250;
const releaseType = "kubernetes:helm.sh/v3:Release";
/** Changes of these fields make another object. */
const replacing = [
  /^apiVersion$/,
  /^kind$/,
  /^metadata\.(name|namespace)$/,
  /^spec\.selector/,
  /^roleRef/,
];

/**
 * Stands in for the Kubernetes plugin: server-side apply against a real API server, a dry run of it
 * in a preview, and waiting for what is to become ready, as long as its patience lasts when a
 * resource has none of its own. Without a kubeconfig it only echoes.
 */
export function kubernetes(
  charts: HelmCharts,
  patience = patienceSeconds,
): PackageBehaviour & { close(): void } {
  let api: KubernetesApi | undefined;
  let kubeconfig = "";
  let force = false;
  const releases = helmRelease(charts);
  return {
    replacing,
    configure(settings) {
      api?.close();
      kubeconfig = contentOf(textAt(settings, "kubeconfig"));
      const context = textAt(settings, "context");
      force = String(settings.enablePatchForce) === "true";
      api = kubeconfig === "" ? undefined : kubernetesApi(kubeconfig, context || undefined);
    },
    async put(wanted) {
      if (wanted.type === releaseType) return releases.put(wanted, kubeconfig);
      const object = spelled(plainFields(wanted.inputs));
      const id = idOf(object);
      const echoed = { id, state: wanted.inputs };
      if (api === undefined || (wanted.isPreview && hasUnknown(object))) return echoed;
      const live = wanted.isPreview
        ? await unlessUnreachable(apply(api, object, { ...wanted, force }))
        : await apply(api, object, {
            ...wanted,
            force,
            timeoutSeconds: wanted.timeoutSeconds || patience,
          });
      return live === undefined ? echoed : { id, state: stateOf(wanted.inputs, live) };
    },
    async read(kept) {
      if (api === undefined || kept.type === releaseType) return kept;
      return readObject(api, kept);
    },
    async remove(kept) {
      if (api !== undefined && (await isGone(api))) return;
      if (kept.type === releaseType) return releases.remove(kept, kubeconfig);
      if (api !== undefined) await removeObject(api, kept);
    },
    close: () => api?.close(),
  };
}

/** The setting is a path, or the content itself; in a preview it may not be known yet. */
function contentOf(kubeconfig: string): string {
  if (kubeconfig === unknown) return "";
  return existsSync(kubeconfig) ? readFileSync(kubeconfig, "utf8") : kubeconfig;
}

/** What the cluster has after the change; nothing, when a preview cannot know it. */
async function apply(
  api: KubernetesApi,
  object: Fields,
  { isPreview, timeoutSeconds, force }: Wanted & { readonly force: boolean },
): Promise<Fields | undefined> {
  const name = nameOf(object);
  const path = await api.pathOf(name);
  if (path === undefined) {
    // The definition of its kind may be a part of the same update.
    if (isPreview) return undefined;
    throw new Error(`${name.kind} ${name.name}: the cluster does not know ${name.apiVersion}`);
  }
  const options = `fieldManager=pulumi-stand-in&force=${force}${isPreview ? "&dryRun=All" : ""}`;
  const answer = await api.ask("PATCH", `${path}?${options}`, object);
  // Its namespace may be a part of the same update.
  if (isPreview && answer.status === 404) return undefined;
  const live = bodyOf(answer);
  if (isPreview) return live;
  return untilReady(api, path, live, timeoutSeconds);
}

/** A preview works without the cluster, as with the real plugin: only a change needs it. */
async function unlessUnreachable<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof Unreachable) return undefined;
    throw thrown;
  }
}

/** As with the real plugin: by this variable, whatever was in a cluster that is away is deleted. */
const isGone = async (api: KubernetesApi): Promise<boolean> =>
  process.env.PULUMI_K8S_DELETE_UNREACHABLE === "true" &&
  (await unlessUnreachable(api.ask("GET", "/version"))) === undefined;

async function untilReady(api: KubernetesApi, path: string, first: Fields, seconds: number) {
  const until = Date.now() + seconds * 1_000;
  let live = first;
  while (!isReady(live)) {
    if (Date.now() > until) {
      const why = JSON.stringify(valueAt(live, "status", "conditions") ?? live.status ?? {});
      throw new Error(`${idOf(live)}: is not ready after ${seconds} s: ${why}`);
    }
    await setTimeout(pollMs);
    live = bodyOf(await api.ask("GET", path));
  }
  return live;
}

async function readObject(api: KubernetesApi, kept: Kept) {
  const object = spelled(plainFields(kept.inputs));
  const path = await api.pathOf(nameOf(object));
  if (path === undefined) return undefined;
  const answer = await api.ask("GET", path);
  if (answer.status === 404) return undefined;
  const live = bodyOf(answer);
  return {
    id: kept.id,
    inputs: asInputs(live, kept.inputs),
    state: stateOf(kept.inputs, live),
  };
}

async function removeObject(api: KubernetesApi, { inputs }: Kept): Promise<void> {
  const path = await api.pathOf(nameOf(spelled(plainFields(inputs))));
  if (path === undefined) return;
  const answer = await api.ask("DELETE", `${path}?propagationPolicy=Background`);
  if (answer.status === 404) return;
  bodyOf(answer);
  const until = Date.now() + patienceSeconds * 1_000;
  while ((await api.ask("GET", path)).status !== 404) {
    if (Date.now() > until) throw new Error(`${path}: is still there after ${patienceSeconds} s`);
    await setTimeout(pollMs);
  }
}

/** What the API server said, or its refusal as an error. */
function bodyOf({ status, body }: Answer): Fields {
  if (status < 300) return body;
  throw new Error(textAt(body, "message") || `the API server answers ${status}`);
}

const nameOf = (object: Fields): ObjectName => ({
  apiVersion: textAt(object, "apiVersion"),
  kind: textAt(object, "kind"),
  namespace: textAt(object, "metadata", "namespace"),
  name: textAt(object, "metadata", "name"),
});

function idOf(object: Fields): string {
  const { namespace, name } = nameOf(object);
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The inputs as they came, and beside them what only the cluster says. */
function stateOf(inputs: Fields, live: Fields): Fields {
  const { managedFields: _, ...metadata } = isFields(live.metadata) ? live.metadata : {};
  return { ...inputs, metadata, ...(live.status === undefined ? {} : { status: live.status }) };
}

/** The fields that we ask for, as they are now. What is only written cannot be read. */
function asInputs(live: Fields, inputs: Fields): Fields {
  const { stringData, ...readable } = inputs;
  const now = alike(live, readable);
  if (!isFields(now)) return inputs;
  return stringData === undefined ? now : { ...now, stringData };
}

function alike(live: Value, wanted: Value): Value {
  if (Array.isArray(live) && Array.isArray(wanted)) {
    if (live.length !== wanted.length) return live;
    return live.map((each, i) => alike(each, wanted[i] ?? null));
  }
  if (!isFields(live) || !isFields(wanted)) return live;
  return Object.fromEntries(
    Object.keys(wanted).flatMap((name) => {
      const [now, before] = [live[name], wanted[name]];
      return now === undefined || before === undefined ? [] : [[name, alike(now, before)]];
    }),
  );
}

/** The SDK writes `x_kubernetes_...` where the API server wants dashes. */
function spelled(object: Fields): Fields {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name.startsWith("x_kubernetes_") ? name.replaceAll("_", "-") : name,
      Array.isArray(value)
        ? value.map((each) => (isFields(each) ? spelled(each) : each))
        : isFields(value)
          ? spelled(value)
          : value,
    ]),
  );
}
