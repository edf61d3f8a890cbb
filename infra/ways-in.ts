import { networking, type Provider } from "@pulumi/kubernetes";
import type { Resource } from "@pulumi/pulumi";

/** One way into pods of a namespace, as a NetworkPolicy says it: without a selector, into all. */
export interface Way {
  readonly podSelector?: object;
  readonly ingress: readonly object[];
}

/** Ways by their names, which become those of the policies. */
export type Ways = Readonly<Record<string, Way>>;

export const tcp = (port: number) => ({ protocol: "TCP", port });

export const fromNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

/** Pods of any namespace beside which Dapr runs a sidecar. */
export const fromSidecars = {
  namespaceSelector: {},
  podSelector: { matchLabels: { "dapr.io/sidecar-injected": "true" } },
};

/** From every pod of the namespace itself. */
export const fromInside = { podSelector: {} };

/** Keeps everybody out of the pods of a namespace, but for the ways that are named. */
export function onlyWaysIn(
  namespace: string,
  ways: Ways,
  options: {
    readonly parent: Resource;
    readonly provider: Provider;
    readonly dependsOn?: Resource;
  },
): readonly Resource[] {
  const nobody = { "deny-in": { ingress: [] } };
  return Object.entries<Way>({ ...nobody, ...ways }).map(
    ([name, { podSelector = {}, ingress }]) =>
      new networking.v1.NetworkPolicy(
        `${namespace}-${name}`,
        {
          metadata: { name, namespace },
          spec: {
            podSelector,
            policyTypes: ["Ingress"],
            ...(ingress.length === 0 ? {} : { ingress: [...ingress] }),
          },
        },
        options,
      ),
  );
}
