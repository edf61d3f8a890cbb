import { expect, test } from "vitest";
import { dev } from "./dev.ts";
import { waysOfServices } from "./ways-of-services.ts";

const fromServices = (port: number) => ({
  ingress: [
    {
      from: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": dev.namespace } } },
      ],
      ports: [{ protocol: "TCP", port }],
    },
  ],
});

test("what services may go to lets them in, and lets nobody else in", () => {
  expect(waysOfServices(dev, "stores")).toEqual({
    "services-5432": fromServices(5_432),
    "services-1025": fromServices(1_025),
  });
  expect(waysOfServices(dev, "redpanda")).toEqual({ "services-9093": fromServices(9_093) });
});

test("a namespace to which no service goes has no way in", () => {
  expect(waysOfServices(dev, "monitoring")).toEqual({});
});
