import { expect, test } from "vitest";
import { operatorValues, redpandaValues } from "./values.ts";

test("a broker of its own asks for a quarter of a processor, one of three for a whole one", () => {
  const cores = (redundancy: "one" | "several") =>
    redpandaValues({ redundancy, gibibytes: 5 }).resources.cpu.cores;
  expect([cores("one"), cores("several")]).toEqual(["250m", "1"]);
});

test("nobody but who logs in is heard, and no topic comes by itself", () => {
  expect(redpandaValues({ redundancy: "one", gibibytes: 5 })).toMatchObject({
    auth: { sasl: { enabled: true, mechanism: "SCRAM-SHA-256", secretRef: "redpanda-admin" } },
    config: { cluster: { auto_create_topics_enabled: false, kafka_enable_authorization: true } },
  });
});

test("no container changes the machine that it runs on", () => {
  const { tuning, statefulset } = redpandaValues({ redundancy: "one", gibibytes: 5 });
  expect(tuning).toEqual({ tune_aio_events: false });
  const { spec } = statefulset.podTemplate;
  for (const { securityContext } of [...spec.containers, ...spec.initContainers]) {
    expect(securityContext).toMatchObject({ capabilities: { drop: ["ALL"] } });
  }
  expect(operatorValues().podTemplate.spec.containers[0]?.securityContext.runAsNonRoot).toBe(true);
});

test("volumes are of the class that is named, or of the cluster's own", () => {
  const storage = (storageClass?: string) =>
    redpandaValues({
      redundancy: "one",
      gibibytes: 5,
      ...(storageClass === undefined ? {} : { storageClass }),
    }).storage.persistentVolume;
  expect(storage("fast")).toEqual({ enabled: true, size: "5Gi", storageClass: "fast" });
  expect(storage()).toEqual({ enabled: true, size: "5Gi" });
});
