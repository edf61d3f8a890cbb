import { type ControlPlane, startControlPlane } from "../infra/real/control-plane.ts";
import { startKafka } from "../infra/real/kafka.ts";
import type { KafkaLogin } from "../infra/real/kafka-admin.ts";
import type { Part } from "../infra/real/part.ts";
import { startPostgresql } from "../infra/real/postgresql.ts";
import { startRedis } from "../infra/real/redis.ts";
import type { Supervisor } from "../infra/real/supervisor.ts";
import type { RealPrograms } from "./real-programs.ts";

/** Which store keeps the state, and whether it is somebody else's. */
export type StoreWanted =
  | { readonly kind: "postgresql"; readonly url?: string }
  | { readonly kind: "redis"; readonly address?: string; readonly password?: string };

/** What must stand before any service can run. */
export interface RealPlatform {
  readonly brokers: readonly string[];
  /** May do everything at the broker; undefined: it asks nobody who they are. */
  readonly operator: KafkaLogin | undefined;
  readonly store:
    | { readonly kind: "postgresql"; readonly url: string }
    | { readonly kind: "redis"; readonly address: string; readonly password: string };
  readonly controlPlane: ControlPlane;
  /** What runs here of it, by its name. */
  readonly parts: Readonly<Record<string, Part>>;
}

export interface PlatformWanted {
  /** Somebody else's brokers; empty: one is started. */
  readonly brokers: readonly string[];
  readonly store: StoreWanted;
  /** Those whom a broker of our own knows. */
  readonly users: readonly KafkaLogin[];
}

/** Starts broker, store and control plane, each unless it is somebody else's. */
export async function startPlatform(
  supervisor: Supervisor,
  programs: RealPrograms,
  wanted: PlatformWanted,
): Promise<RealPlatform> {
  const [broker, kept, controlPlane] = await Promise.all([
    startBroker(supervisor, programs, wanted),
    startStore(supervisor, programs, wanted.store),
    startControlPlane(supervisor, programs),
  ]);
  const { sentry, placement, scheduler } = controlPlane.parts;
  return {
    brokers: broker.brokers,
    operator: broker.operator,
    store: kept.store,
    controlPlane,
    // Dapr's scheduler is not the application's: their names must differ.
    parts: {
      ...broker.parts,
      ...kept.parts,
      sentry,
      placement,
      "job scheduler": scheduler,
    },
  };
}

async function startBroker(
  supervisor: Supervisor,
  programs: RealPrograms,
  { brokers, users }: PlatformWanted,
) {
  if (brokers.length > 0) return { brokers, operator: undefined, parts: {} };
  const { address, operator, part } = await startKafka(supervisor, programs.kafka, users);
  return { brokers: [address], operator, parts: { kafka: part } };
}

async function startStore(
  supervisor: Supervisor,
  programs: RealPrograms,
  wanted: StoreWanted,
): Promise<{ store: RealPlatform["store"]; parts: Readonly<Record<string, Part>> }> {
  switch (wanted.kind) {
    case "postgresql": {
      if (wanted.url !== undefined) {
        return { store: { kind: "postgresql", url: wanted.url }, parts: {} };
      }
      const { url, part } = await startPostgresql(supervisor, programs);
      return { store: { kind: "postgresql", url }, parts: { postgresql: part } };
    }
    case "redis": {
      const { address, password = "" } = wanted;
      if (address !== undefined) return { store: { kind: "redis", address, password }, parts: {} };
      const { part, ...redis } = await startRedis(supervisor, programs.redis);
      return { store: { kind: "redis", ...redis }, parts: { redis: part } };
    }
    default:
      return wanted satisfies never;
  }
}
