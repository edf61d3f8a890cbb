import { milliseconds } from "./duration.ts";
import type { ServiceSpec, Subscription } from "./service.ts";
import type { Topic } from "./topic.ts";

/** A name that is valid as a DNS label, a Dapr app-id and a consumer group at once. */
const label = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const dottedName = /^[a-z]([a-z0-9.-]{0,78}[a-z0-9])?$/;
const host = /^\*$|^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/;
const path = /^\/([a-z0-9._-]+(\/[a-z0-9._-]+)*)?$/;

const retriesMax = 20;
const batchMax = 1_000;
/** The specification promises that a consumer may be away for a week (FR-030). */
const retentionMin = "7d";

/** Everything that is wrong with these services, one sentence each: `service.field: what, way out`. */
export function problemsOf(services: readonly ServiceSpec[]): string[] {
  return [
    ...services.flatMap(problemsInside),
    ...duplicateIds(services),
    ...unknownPeers(services),
    ...topicProblems(services),
    ...doorClashes(services),
  ];
}

function problemsInside(spec: ServiceSpec): string[] {
  const at = (field: string) => `${spec.id}.${field}`;
  return [
    ...(label.test(spec.id) ? [] : [`${at("id")}: use 1 to 40 of a-z, 0-9 and "-"`]),
    ...badNames(at("state"), spec.state, label),
    ...badNames(at("jobs"), spec.jobs, label),
    ...badNames(at("secrets"), spec.secrets, label),
    ...badNames(
      at("bindings"),
      spec.bindings.map((b) => b.name),
      label,
    ),
    ...badNames(at("egress.hosts"), spec.egress.hosts, host),
    ...badNames(
      at("exposes.paths"),
      spec.exposes.kind === "nothing" ? [] : spec.exposes.paths,
      path,
    ),
    ...badNames(
      at("publishes"),
      spec.publishes.map((t) => t.name),
      dottedName,
    ),
    ...badNames(
      at("subscribes"),
      spec.subscribes.map((s) => s.topic.name),
      dottedName,
    ),
    ...spec.subscribes.flatMap((s) => subscriptionProblems(at(`subscribes["${s.topic.name}"]`), s)),
    ...Object.entries(spec.load)
      .filter(([, value]) => !(value > 0))
      .map(([field]) => `${at(`load.${field}`)}: must be more than 0`),
  ];
}

function badNames(at: string, names: readonly string[], form: RegExp): string[] {
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  return [
    ...names.filter((n) => !form.test(n)).map((n) => `${at}: "${n}" does not match ${form.source}`),
    ...twice.map((name) => `${at}: "${name}" is there twice`),
  ];
}

function subscriptionProblems(at: string, subscription: Subscription): string[] {
  const { retry, batch, deadLetter, topic } = subscription;
  const outside = (value: number, max: number) =>
    !Number.isInteger(value) || value < 1 || value > max;
  return [
    ...(outside(retry.retries, retriesMax) ? [`${at}.retry.retries: 1 to ${retriesMax}`] : []),
    ...(outside(batch, batchMax) ? [`${at}.batch: 1 to ${batchMax}`] : []),
    ...(deadLetter !== "none" && deadLetter.name === topic.name
      ? [`${at}.deadLetter: an event that fails there would come back for ever; say "none"`]
      : []),
    ...(batch > 1 && deadLetter === "none"
      ? [`${at}.batch: one bad event would block the rest; it needs a deadLetter`]
      : []),
  ];
}

function duplicateIds(services: readonly ServiceSpec[]): string[] {
  const ids = services.map((s) => s.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${id}.id: declared twice`);
}

function unknownPeers(services: readonly ServiceSpec[]): string[] {
  const ids = new Set(services.map((s) => s.id));
  return services.flatMap((s) =>
    s.invokes.flatMap((peer) => {
      if (peer === s.id) return [`${s.id}.invokes: a service does not call itself`];
      return ids.has(peer) ? [] : [`${s.id}.invokes: "${peer}" does not exist`];
    }),
  );
}

function topicProblems(services: readonly ServiceSpec[]): string[] {
  const owners = new Map<string, string[]>();
  const known = new Map<string, Topic>();
  const problems: string[] = [];
  const meet = (at: string, topic: Topic) => {
    const before = known.get(topic.name) ?? topic;
    known.set(topic.name, before);
    if (before !== topic) problems.push(`${at}: two contracts are called "${topic.name}"`);
    if (before === topic && milliseconds(topic.retention) < milliseconds(retentionMin)) {
      problems.push(`${at}: "${topic.name}".retention is under ${retentionMin}`);
    }
  };
  for (const s of services) {
    for (const topic of s.publishes) {
      meet(`${s.id}.publishes`, topic);
      owners.set(topic.name, [...(owners.get(topic.name) ?? []), s.id]);
    }
  }
  const aside = new Set(services.flatMap((s) => s.subscribes.map((sub) => sub.deadLetter)));
  for (const [name, ids] of owners) {
    if (ids.length > 1) problems.push(`${ids.join(", ")}: only one service may publish "${name}"`);
  }
  for (const s of services) {
    for (const { topic } of s.subscribes) {
      meet(`${s.id}.subscribes`, topic);
      if (!owners.has(topic.name) && !aside.has(topic)) {
        problems.push(`${s.id}.subscribes: nobody publishes "${topic.name}"`);
      }
    }
  }
  return [...new Set(problems)];
}

function doorClashes(services: readonly ServiceSpec[]): string[] {
  const doors = services.flatMap((s) =>
    s.exposes.kind === "nothing" ? [] : s.exposes.paths.map((p) => ({ id: s.id, path: p })),
  );
  return doors.flatMap(({ id, path: p }, i) =>
    doors
      .slice(0, i)
      .filter((other) => other.path === p && other.id !== id)
      .map((other) => `${id}.exposes.paths: "${p}" is already the door of "${other.id}"`),
  );
}
