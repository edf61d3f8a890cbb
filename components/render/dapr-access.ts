import { type Application, callersOf } from "../model/application.ts";
import type { ServiceSpec } from "../model/service.ts";
import type { DaprResource } from "./dapr-resource.ts";

export type Configuration = DaprResource<
  "Configuration",
  {
    readonly accessControl: {
      readonly defaultAction: "deny";
      readonly trustDomain: "public";
      readonly policies: readonly {
        readonly appId: string;
        readonly defaultAction: "allow";
        readonly trustDomain: "public";
        readonly namespace: string;
      }[];
    };
  }
>;

/** One configuration a service: only the peers that declare it may invoke it. */
export function daprConfigurations(app: Application, namespace: string): readonly Configuration[] {
  return app.services.map((spec) => configuration(app, spec, namespace));
}

const configuration = (app: Application, spec: ServiceSpec, namespace: string): Configuration => ({
  apiVersion: "dapr.io/v1alpha1",
  kind: "Configuration",
  metadata: { name: spec.id },
  spec: {
    accessControl: {
      defaultAction: "deny",
      trustDomain: "public",
      policies: callersOf(app, spec.id).map((appId) => ({
        appId,
        defaultAction: "allow",
        trustDomain: "public",
        namespace,
      })),
    },
  },
  scopes: [spec.id],
});
