import { expect, test } from "vitest";
import { kafkaUsers } from "../../../components/render/kafka-users.ts";
import { manifests, ofKind } from "../../../components/render/manifests.ts";
import {
  accessGraph,
  brokerGraph,
  declaredGraph,
  networkGraph,
  scopesGraph,
} from "../../../components/render/testing/graph.ts";
import { app } from "../../../services/catalogue.ts";
import { environmentOf } from "../../environments.ts";
import { everyObject } from "./every-object.ts";

const declared = declaredGraph(app);

test("the declared graph has every sort of edge", () => {
  const { calls, broker, store, reads, writes } = declared;
  for (const edges of [calls, broker, store, reads, writes]) {
    expect(edges.length).toBeGreaterThan(3);
  }
});

test.each(everyObject())(
  "policies, scopes, access control and the broker enforce the declared graph: $stack on $cluster",
  ({ stack, cluster, objects }) => {
    const environment = environmentOf(stack, cluster);
    const { broker, stateStore: store } = environment.network;
    const { calls, broker: users, store: keepers, reads, writes } = declared;
    const policies = networkGraph(objects, { broker, store });
    expect(policies).toEqual({ calls, broker: users, store: keepers });
    expect(scopesGraph(objects)).toEqual({ broker: users, store: keepers, reads, writes });
    expect(accessGraph(objects)).toEqual({ calls });
    expect(brokerGraph(kafkaUsers(app, environment))).toEqual({ broker: users, reads, writes });
  },
);

test("an edge that one of them lacks is seen", () => {
  const environment = environmentOf("prod");
  const { broker, stateStore: store } = environment.network;
  const objects = manifests(app, environment);
  const [caller = "", callee = ""] = (declared.calls[0] ?? "").split(" ");
  const withoutPolicy = objects.filter(
    ({ kind, metadata }) => kind !== "NetworkPolicy" || metadata.name !== caller,
  );
  expect(networkGraph(withoutPolicy, { broker, store }).calls).toContain(
    `${caller} ${callee} (one end only)`,
  );
  const [read] = ofKind(objects, "Subscription");
  const unread = objects.filter((object) => object !== read);
  expect(scopesGraph(unread).reads).toContain(
    `${read?.scopes[0]} ${read?.spec.topic} (scope or subscription only)`,
  );
});
