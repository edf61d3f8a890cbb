import { expect, test } from "vitest";
import { claimForm, folderOf, volumeOf } from "./volumes.ts";

const uid = "6f1c3a52-5f0e-4a59-8f0a-3f2d3a0c7b11";
const given = (change: {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly storageClassName?: string;
  readonly phase?: string;
}) =>
  claimForm.parse({
    metadata: {
      ...{ name: "data", namespace: "shop", uid },
      annotations: change.annotations ?? { "volume.kubernetes.io/selected-node": "one-0" },
    },
    spec: {
      storageClassName: change.storageClassName ?? "standard",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
    },
    status: { phase: change.phase ?? "Pending" },
  });

test("a claim whose pod has a node gets a volume there, for itself alone", () => {
  const claim = given({});
  if (claim === undefined) throw new Error("the claim waits");
  expect(folderOf(claim)).toBe(`/var/lib/volumes/${uid}`);
  expect(volumeOf(claim)).toMatchObject({
    metadata: { name: `folder-${uid}` },
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      claimRef: { namespace: "shop", name: "data", uid },
      local: { path: `/var/lib/volumes/${uid}` },
    },
  });
  expect(JSON.stringify(volumeOf(claim))).toContain('"values":["one-0"]');
});

test.each([
  ["has one", { phase: "Bound" }],
  ["wants another class", { storageClassName: "fast" }],
  ["has no pod yet", { annotations: {} }],
])("a claim that %s gets none", (_, change) => {
  expect(given(change)).toBeUndefined();
});

test("an id that is no id does not become a path", () => {
  const claim = {
    metadata: { name: "a", namespace: "b", uid: "../../etc" },
    spec: { resources: { requests: { storage: "1" } } },
  };
  expect(claimForm.safeParse(claim).success).toBe(false);
});
