import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ofKind } from "../../../components/render/manifests.ts";
import { type ApiServer, withApiServer } from "../engine/api-server.ts";
import { type Held, hold } from "../engine/hold.ts";
import { definitions } from "./definitions.ts";
import { refusals } from "./dry-run.ts";
import { defined, different, everyObject } from "./every-object.ts";
import { unconform } from "./kubeconform.ts";
import { writeSchemas } from "./schemas.ts";

const patienceMs = 180_000;
/** Kubernetes 1.36 has more than a hundred kinds. */
const kindsMin = 100;

const objects = defined(different(everyObject()));
let cluster: Held<ApiServer>;
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nudge-rendered-"));
  cluster = await hold<ApiServer>(withApiServer);
  const { kubectl } = cluster.value;
  kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, cluster.value.kubeconfig, { mode: 0o600 });
  const kinds = join(folder, "definitions.json");
  await writeFile(
    kinds,
    JSON.stringify({ apiVersion: "v1", kind: "List", items: await definitions() }),
  );
  await kubectl("apply", "--server-side", "--filename", kinds);
  await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crds", "--all");
  for (const { metadata } of ofKind(objects, "Namespace")) {
    await kubectl("create", "namespace", metadata.name).catch(ignoreExisting);
  }
  // The server describes a kind a moment after it knows it.
  await vi.waitFor(() => kubectl("get", "--raw", "/openapi/v3/apis/dapr.io/v2alpha1"), {
    timeout: 60_000,
  });
}, patienceMs);

afterAll(async () => {
  await cluster?.release();
  await rm(folder, { recursive: true });
}, patienceMs);

/** Several stacks may have a namespace of one name. */
function ignoreExisting(thrown: Error): void {
  if (!thrown.message.includes("AlreadyExists")) throw thrown;
}

/** A deployment of ours with one field changed. */
function planted(change: (spec: object) => object) {
  const [good] = ofKind(objects, "Deployment");
  if (good === undefined) throw new Error("there is no deployment");
  return { ...good, spec: change(good.spec) };
}

describe("every object of every stack on every cluster", () => {
  test(
    "has the fields that its definition has, and no other",
    async () => {
      const schemas = await mkdtemp(join(folder, "schemas-"));
      const written = await writeSchemas(schemas, (path) =>
        cluster.value.kubectl("get", "--raw", path),
      );
      expect(written).toBeGreaterThan(kindsMin);
      expect(await unconform(objects, schemas)).toEqual([]);
      const misspelled = planted((spec) => ({ ...spec, replica: 2 }));
      const unrouted = { ...ofKind(objects, "Subscription")[0], spec: { topic: 7 } };
      expect(await unconform([misspelled, unrouted], schemas)).toEqual([
        expect.stringMatching(/^Deployment\/.*'replica' not allowed/s),
        expect.stringMatching(/^Subscription\/.*\/spec\/topic/s),
      ]);
    },
    patienceMs,
  );

  test(
    "is taken by a real API server that knows Dapr's kinds",
    async () => {
      expect(await refusals(objects, kubeconfig)).toEqual([]);
    },
    patienceMs,
  );

  test(
    "would be refused by it with a selector of other pods, or a field of no kind of Dapr's",
    async () => {
      const foreign = planted((spec) => ({ ...spec, selector: { matchLabels: { app: "other" } } }));
      const [component] = ofKind(objects, "Component");
      const unscoped = { ...component, scope: ["everybody"] };
      expect(await refusals([foreign, unscoped], kubeconfig)).toEqual(
        expect.arrayContaining([
          expect.stringContaining("`selector` does not match template `labels`"),
          expect.stringContaining("scope: field not declared in schema"),
        ]),
      );
    },
    patienceMs,
  );
});
