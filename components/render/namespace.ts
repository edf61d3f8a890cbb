import type { Environment } from "../model/environment.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

export interface Namespace extends KubernetesObject {
  readonly kind: "Namespace";
}

/** The room of the application, which lets only pods in that can do little harm. */
export const namespace = ({ namespace: name }: Environment): Namespace => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    labels: {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
  },
});
