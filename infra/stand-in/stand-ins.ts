import { echo } from "./echo.ts";
import type { HelmCharts } from "./helm-release.ts";
import { kubernetes } from "./kubernetes.ts";
import { serveProvider } from "./provider.ts";

/** Packages of clouds, for which nothing but an echo can stand in. */
const clouds = ["digitalocean", "gcp", "azure-native", "oci"];

export interface StandIns {
  /** Names every stand-in with its port: with this the engine starts no plugin. */
  readonly environment: { readonly PULUMI_DEBUG_PROVIDERS: string };
  close(): void;
}

/**
 * Serves a stand-in for every plugin that the platform uses. `patienceSeconds` is how long a resource
 * of Kubernetes may take to become ready; without it, as long as a busy machine needs.
 */
export async function startStandIns(
  charts: HelmCharts,
  patienceSeconds?: number,
): Promise<StandIns> {
  const cluster = kubernetes(charts, patienceSeconds);
  const packages = [
    ["kubernetes", cluster] as const,
    ...clouds.map((name) => [name, echo()] as const),
  ];
  const running = await Promise.all(
    packages.map(async ([name, behaviour]) => ({
      name,
      provider: await serveProvider(name, behaviour),
    })),
  );
  const ports = running.map(({ name, provider }) => `${name}:${provider.port}`);
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: ports.join(",") },
    close() {
      for (const { provider } of running) provider.close();
      cluster.close();
    },
  };
}
