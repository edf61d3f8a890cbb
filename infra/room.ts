import { core, type Provider } from "@pulumi/kubernetes";
import type { Resource } from "@pulumi/pulumi";

/** What pods of a namespace may do to their machine, as Pod Security calls it. */
export type PodSecurity = "restricted" | "baseline";

/** A namespace of its own for one part of the platform. */
export const room = (
  name: string,
  podSecurity: PodSecurity,
  options: { readonly parent: Resource; readonly provider: Provider },
): core.v1.Namespace =>
  new core.v1.Namespace(
    name,
    {
      metadata: {
        name,
        labels: {
          "pod-security.kubernetes.io/enforce": podSecurity,
          "pod-security.kubernetes.io/warn": podSecurity,
        },
      },
    },
    options,
  );
