import { z } from "zod";
import { balancersMax } from "../addresses.ts";

/** A service that waits for an address, or has one. */
export const balancerForm = z
  .object({
    metadata: z.object({ name: z.string(), namespace: z.string(), uid: z.string() }),
    spec: z.object({ type: z.string().default("ClusterIP") }),
    status: z
      .object({
        loadBalancer: z
          .object({ ingress: z.array(z.object({ ip: z.string().default("") })).default([]) })
          .default({ ingress: [] }),
      })
      .default({ loadBalancer: { ingress: [] } }),
  })
  .transform(({ metadata: { name, namespace, uid }, spec: { type }, status }) => {
    if (type !== "LoadBalancer") return undefined;
    const address = status.loadBalancer.ingress[0]?.ip;
    const path = `/api/v1/namespaces/${namespace}/services/${name}`;
    return address === undefined ? { path, uid } : { path, uid, address };
  });
export type Balancer = NonNullable<z.output<typeof balancerForm>>;

/** An address for each service that waits for one: the lowest that no other has. */
export function addressesFor(
  balancers: readonly Balancer[],
  address: (at: number) => string,
): readonly { readonly path: string; readonly address: string }[] {
  const taken = new Set(balancers.map((each) => each.address));
  const free = Array.from({ length: balancersMax }, (_, at) => address(at)).filter(
    (each) => !taken.has(each),
  );
  return balancers
    .filter((each) => each.address === undefined)
    .flatMap(({ path }, at) => {
      const next = free[at];
      return next === undefined ? [] : [{ path, address: next }];
    });
}
