import type { Network } from "../components/model/cluster-environment.ts";
import { fromNamespace, tcp, type Ways } from "../infra/ways-in.ts";

interface Environment {
  readonly namespace: string;
  readonly network: Pick<Network, "broker" | "stateStore" | "outputs">;
}

/**
 * Where services may go in a namespace of the platform, seen from there: their ways into it. One for
 * each port: while an update moves to another store, the way to the one before stays to the end.
 */
export function waysOfServices({ namespace, network }: Environment, place: string): Ways {
  const ports = [network.broker, network.stateStore, ...Object.values(network.outputs)].flatMap(
    (reach) => (reach.kind === "namespace" && reach.namespace === place ? reach.ports : []),
  );
  return Object.fromEntries(
    ports.map((port) => [
      `services-${port}`,
      { ingress: [{ from: [fromNamespace(namespace)], ports: [tcp(port)] }] },
    ]),
  );
}
