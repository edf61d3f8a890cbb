import { z } from "zod";
import type { Replica, Way } from "../../real/front-door.ts";

const metadata = z.object({
  name: z.string(),
  namespace: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});

/** What leads from a host and a path to a port of a service. */
export const ingressForm = z
  .object({
    metadata,
    spec: z.object({
      ingressClassName: z.string().default(""),
      rules: z
        .array(
          z.object({
            host: z.string().optional(),
            http: z.object({
              paths: z.array(
                z.object({
                  path: z.string().default("/"),
                  backend: z.object({
                    service: z.object({ name: z.string(), port: z.object({ number: z.int() }) }),
                  }),
                }),
              ),
            }),
          }),
        )
        .default([]),
    }),
  })
  .transform(({ metadata: { name, namespace }, spec }) => ({
    name,
    namespace,
    className: spec.ingressClassName,
    doors: spec.rules.flatMap(({ host, http }) =>
      http.paths.map(({ path, backend: { service } }) => ({
        host,
        path,
        service: service.name,
        port: service.port.number,
      })),
    ),
  }));
export type Ingress = z.output<typeof ingressForm>;

/** The names of a service's ports: under them its replicas say where they listen. */
export const serviceForm = z
  .object({
    metadata,
    spec: z.object({
      ports: z.array(z.object({ name: z.string().default(""), port: z.int() })).default([]),
    }),
  })
  .transform(({ metadata: { name, namespace }, spec: { ports } }) => ({ name, namespace, ports }));
export type Service = z.output<typeof serviceForm>;

/** Replicas of a service, as far as they take requests. */
export const sliceForm = z
  .object({
    metadata,
    ports: z.array(z.object({ name: z.string().default(""), port: z.int() })).nullish(),
    endpoints: z
      .array(
        z.object({
          addresses: z.array(z.string()),
          conditions: z.object({ ready: z.boolean().nullish() }).default({}),
        }),
      )
      .nullish(),
  })
  .transform(({ metadata: { namespace, labels }, ports, endpoints }) => ({
    namespace,
    service: labels["kubernetes.io/service-name"] ?? "",
    ports: ports ?? [],
    addresses: (endpoints ?? [])
      // Nothing said means: it is ready.
      .filter(({ conditions }) => conditions.ready ?? true)
      .flatMap(({ addresses }) => addresses),
  }));
export type Slice = z.output<typeof sliceForm>;

/** What the cluster says about doors. */
export interface Doors {
  readonly ingresses: readonly Ingress[];
  readonly services: readonly Service[];
  readonly slices: readonly Slice[];
}

/** The ways of a class that a request to a host may take. */
export const waysOf = (
  { ingresses, services, slices }: Doors,
  className: string,
  host: string | undefined,
): readonly Way[] =>
  ingresses
    .filter((each) => each.className === className)
    .flatMap(({ namespace, doors }) =>
      doors
        .filter((door) => door.host === undefined || door.host === host)
        .map(({ path, service, port }): Way => {
          const isIt = (each: Service) => each.namespace === namespace && each.name === service;
          const named = services.find(isIt)?.ports.find((each) => each.port === port)?.name;
          const theirs = slices.filter(
            (each) => each.namespace === namespace && each.service === service,
          );
          return { path, replicas: theirs.flatMap((slice) => replicasIn(slice, named)) };
        }),
    );

const replicasIn = ({ ports, addresses }: Slice, named: string | undefined): readonly Replica[] => {
  const found = ports.find(({ name }) => name === named);
  return found === undefined ? [] : addresses.map((host) => ({ host, port: found.port }));
};
