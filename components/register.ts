import { CustomResource, type CustomResourceOptions, type Resource } from "@pulumi/pulumi";
import type { Application } from "./model/application.ts";
import type { ClusterEnvironment } from "./model/cluster-environment.ts";
import type { KubernetesObject } from "./render/kubernetes-object.ts";
import type { Transforms } from "./render/manifests.ts";

/** What every component here is made from. */
export interface PlatformArgs {
  /** The services, and who may do what. */
  readonly app: Application;
  /** Where they run, how many and how big. */
  readonly environment: ClusterEnvironment;
  /**
   * What is wanted otherwise, by kind of object: a function of the rendered object.
   * @default {}
   */
  readonly transforms?: Transforms;
  /**
   * What must stand before any child. The option `dependsOn` would not reach the children.
   * @default []
   */
  readonly after?: readonly Resource[];
}

/** A rendered object as a resource; its inputs are the object itself. */
class RenderedObject extends CustomResource {}

/**
 * Registers rendered objects exactly as they are, as children of a component. Kind and name of an
 * object are its identity: a rename makes a new one, and needs an alias.
 */
export const registerAll = (
  objects: readonly KubernetesObject[],
  parent: Resource,
  after: readonly Resource[] = [],
  options: CustomResourceOptions = {},
): readonly CustomResource[] =>
  objects.map(
    (object) =>
      new RenderedObject(
        typeOf(object),
        object.metadata.name,
        { ...object },
        { ...options, parent, dependsOn: [...after] },
      ),
  );

/** The provider's word for a kind; what has no group is called "core" there. */
const typeOf = ({ apiVersion, kind }: KubernetesObject) =>
  `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
