import type { Redundancy } from "../platform-part.ts";

export interface EntranceValues {
  /** The class by which ingresses ask for it. */
  readonly className: string;
  readonly redundancy: Redundancy;
  /** What the cloud is told about the address. */
  readonly loadBalancer: Readonly<Record<string, string>>;
  /** "secure": who comes without encryption is sent to the door that has it. */
  readonly doors: "plain" | "secure";
}

/** Values of Traefik's chart 41.3.0, for a namespace that lets only restricted pods in. */
export const entranceValues = ({ className, redundancy, loadBalancer, doors }: EntranceValues) => ({
  deployment: { replicas: redundancy === "several" ? 2 : 1 },
  podDisruptionBudget: { enabled: redundancy === "several", maxUnavailable: 1 },
  ingressClass: { enabled: true, isDefaultClass: false, name: className },
  service: { annotations: { ...loadBalancer } },
  ...(doors === "plain"
    ? {}
    : {
        ports: {
          web: { http: { redirections: { entryPoint: { to: "websecure", scheme: "https" } } } },
        },
      }),
  resources: resources(50, 64, 192),
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
});

/** Values of cert-manager's chart 1.21.1; its pods are restricted ones by themselves. */
export const certificateValues = () => ({
  crds: { enabled: true, keep: true },
  resources: resources(10, 48, 160),
  webhook: { resources: resources(10, 32, 96) },
  cainjector: { resources: resources(10, 64, 192) },
  startupapicheck: { resources: resources(10, 32, 96) },
});

const resources = (cpuMilli: number, memoryMiB: number, memoryMiBMax: number) => ({
  requests: { cpu: `${cpuMilli}m`, memory: `${memoryMiB}Mi` },
  limits: { memory: `${memoryMiBMax}Mi` },
});
