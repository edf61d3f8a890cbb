import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import type { KubernetesObject } from "../../../components/render/kubernetes-object.ts";
import { manifests } from "../../../components/render/manifests.ts";
import { app } from "../../../services/catalogue.ts";
import { dapr } from "../../dapr.ts";
import { environmentOf, isStackName, stackNames } from "../../environments.ts";
import { filesOf } from "../../real-application.ts";
import { differences, valuesOf } from "./values-of.ts";

const objectForm = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** What `npm run start:dapr` hands to real sidecars, read back from its files. */
function handedToSidecars() {
  const folder = mkdtempSync(join(tmpdir(), "nudge-rendered-"));
  try {
    const environment = dapr({
      brokers: ["127.0.0.1:9092"],
      login: "scram",
      store: { kind: "postgresql" },
      secretsFile: join(folder, "secrets.json"),
      smtp: { host: "127.0.0.1", port: 1025 },
      topicLayout: "by-type",
      tracesTo: "http://127.0.0.1:9411/api/v2/spans",
    });
    const { resources, configuration } = filesOf({ folder }, environment);
    const files = [
      ...readdirSync(resources).map((file) => join(resources, file)),
      ...app.services.flatMap(({ id }) => configuration(id)),
    ];
    return files.map((file) => objectForm.parse(JSON.parse(readFileSync(file, "utf8"))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In these, and in nothing else, the same application is told something else on one machine. */
const mayDiffer: readonly (readonly [place: RegExp, why: string])[] = [
  [/^\w+\/\S+ metadata\.namespace$/, "a machine has no namespaces"],
  [/^Configuration\/\S+ spec\.accessControl\.policies\.\d+\.namespace$/, "the same"],
  [/^Component\/\S+ spec\.initTimeout$/, "all start at once on few processors"],
  [/^Component\/pubsub\S* spec\.metadata\.brokers\.value$/, "the broker stands elsewhere"],
  [/^Component\/pubsub-every-replica spec\.metadata\.consumer\w+\.value$/, "a process is no pod"],
  [/^Component\/pubsub\S* spec\.metadata\.disableTls\./, "the broker may ask for encryption"],
  [/^Component\/mail spec\./, "an environment says who brings mails"],
  [/^Component\/statestore spec\.metadata\.maxConns\.value$/, "and how big its store is"],
  [/^Configuration\/\S+ spec\.tracing\.zipkin\.endpointAddress$/, "traces go elsewhere"],
  [/^Configuration\/\S+ spec\.tracing\.samplingRate$/, "an environment says how many"],
  [/^Component\/secretstore /, "secrets stand in a file, and not in the cluster's own store"],
  [/^Component\/\S+ auth\.secretStore$/, "the same"],
  [/^Configuration\/\S+ spec\.secrets\.scopes\./, "the same"],
];

const kinds = ["Component", "Configuration", "Subscription", "Resiliency"];
const ofDapr = (objects: readonly KubernetesObject[]) =>
  valuesOf(objects.filter(({ kind }) => kinds.includes(kind)));

test.each(stackNames.filter(isStackName))(
  "sidecars of one machine are told what those of %s are, but for what is listed",
  (stack) => {
    const inCluster = ofDapr(manifests(app, environmentOf(stack)));
    const onOneMachine = valuesOf(handedToSidecars());
    expect(inCluster.size).toBeGreaterThan(500);
    const unlisted = differences(onOneMachine, inCluster).filter(
      (place) => !mayDiffer.some(([each]) => each.test(place)),
    );
    expect(unlisted).toEqual([]);
  },
);

test("what only one of them is told is seen", () => {
  const inCluster = ofDapr(manifests(app, environmentOf("dev")));
  const other = new Map([...inCluster, ["Component/pubsub spec.metadata.maxRetries.value", "1"]]);
  expect(differences(inCluster, other)).toEqual([
    "Component/pubsub spec.metadata.maxRetries.value",
  ]);
});
