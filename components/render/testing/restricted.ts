import type { PodTemplate } from "../pod.ts";

interface Context {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
}

interface Container {
  readonly name: string;
  readonly securityContext?: Context;
}

/** What Pod Security looks at. */
export interface SecuredPod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly securityContext?: Context;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** The sidecar as the injector of Dapr 1.18 adds it when the chart drops all capabilities. */
export const withSidecar = ({ spec }: PodTemplate): SecuredPod => ({
  ...spec,
  initContainers: [
    {
      name: "daprd",
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        runAsNonRoot: true,
      },
    },
  ],
});

const volumesAllowed = ["configMap", "downwardAPI", "emptyDir", "projected", "secret"];

/** Everything by which Pod Security "restricted" would refuse the pod. */
export function restrictedProblems(pod: SecuredPod): readonly string[] {
  const shared = pod.securityContext ?? {};
  return [
    ...(pod.hostNetwork ? ["hostNetwork"] : []),
    ...(pod.hostPID ? ["hostPID"] : []),
    ...(pod.volumes ?? [])
      .flatMap((volume) => Object.keys(volume))
      .filter((key) => key !== "name" && !volumesAllowed.includes(key)),
    ...[...pod.containers, ...(pod.initContainers ?? [])].flatMap(({ name, securityContext }) =>
      containerProblems({ ...shared, ...securityContext }).map((what) => `${name}: ${what}`),
    ),
  ];
}

function containerProblems(context: Context): readonly string[] {
  const { capabilities = {} } = context;
  const profile = context.seccompProfile?.type ?? "none";
  return [
    ...(context.runAsNonRoot === true ? [] : ["runAsNonRoot"]),
    ...(context.runAsUser === 0 ? ["runAsUser"] : []),
    ...(context.allowPrivilegeEscalation === false ? [] : ["allowPrivilegeEscalation"]),
    ...(context.privileged ? ["privileged"] : []),
    ...(capabilities.drop?.includes("ALL") ? [] : ["capabilities.drop"]),
    ...((capabilities.add ?? []).every((each) => each === "NET_BIND_SERVICE")
      ? []
      : ["capabilities.add"]),
    ...(["RuntimeDefault", "Localhost"].includes(profile) ? [] : ["seccompProfile"]),
  ];
}
