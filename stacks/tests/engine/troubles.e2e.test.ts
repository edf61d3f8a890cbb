import { core, Provider } from "@pulumi/kubernetes";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { expect, test, vi } from "vitest";
import { ensure } from "../../../infra/toolchain/ensure.ts";
import { withStack } from "../../engine.ts";
import { type Folders, toolchain, withEngine } from "../../rehearsal.ts";
import { inWords } from "../../verb.ts";
import { withApiServer } from "./api-server.ts";

const patienceMs = 180_000;
const nothing: PulumiFn = async () => ({ word: "kept" });

/** What a person is told when the work fails. Throws when it does not. */
async function toldBy(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (thrown instanceof Error) return inWords(thrown);
  throw new Error("it did not fail");
}

/** The same stack, opened a second time with other variables. */
async function openedAgain<Result>(
  { state, workDir }: Folders,
  variables: Readonly<Record<string, string>>,
  program: PulumiFn,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const environment = {
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "of a test",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...variables,
  };
  const pulumi = await ensure("pulumi", toolchain());
  return withStack({ pulumi, stack: "test", workDir, program, environment }, work);
}

/** Two objects in a cluster. */
const twoObjects =
  (kubeconfig: string): PulumiFn =>
  async () => {
    const provider = new Provider("cluster", { kubeconfig });
    const room = new core.v1.Namespace("room", { metadata: { name: "room" } }, { provider });
    const metadata = { name: "words", namespace: room.metadata.name };
    new core.v1.ConfigMap("words", { metadata, data: { word: "kept" } }, { provider });
  };

/** Nobody listens there. */
const away = JSON.stringify({
  "current-context": "away",
  contexts: [{ name: "away", context: { cluster: "away", user: "nobody" } }],
  clusters: [{ name: "away", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "nobody", user: { token: "of nobody" } }],
});

test(
  "another passphrase than the stack's is named, with the way out, and nothing is lost",
  () =>
    withEngine({ program: nothing }, async (stack, folders) => {
      await stack.setConfig("word", { value: "swordfish", secret: true });
      await stack.up();
      const wrong = { PULUMI_CONFIG_PASSPHRASE: "another" };
      const told = await toldBy(openedAgain(folders, wrong, nothing, (opened) => opened.up()));
      expect(told).toBe(
        "PULUMI_CONFIG_PASSPHRASE: is not the one that the secrets of the stack were encrypted with; set that one",
      );
      expect((await stack.up()).outputs.word?.value).toBe("kept");
    }),
  patienceMs,
);

test(
  "a second update at the same time is told of the first, and works after it",
  async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow: PulumiFn = async () => {
      begun.resolve();
      await goOn.promise;
    };
    await withEngine({ program: slow }, async (stack, folders) => {
      const first = stack.up();
      await begun.promise;
      const told = await toldBy(openedAgain(folders, {}, nothing, (second) => second.up()));
      expect(told).toBe(
        "the stack is locked by another run; wait for it, or, if it was killed: pulumi cancel",
      );
      goOn.resolve();
      await first;
      const { summary } = await openedAgain(folders, {}, nothing, (second) => second.up());
      expect(summary.result).toBe("succeeded");
    });
  },
  patienceMs,
);

test(
  "a plugin that is not there is named as what it is, with a way without it",
  () =>
    withEngine({ program: nothing }, async (_, folders) => {
      const told = await toldBy(
        openedAgain(folders, {}, twoObjects(""), (opened) => opened.preview()),
      );
      expect(told).toContain("a plugin of Pulumi cannot be had from here");
      expect(told).toContain("--stand-in");
    }),
  patienceMs,
);

test(
  "a cluster that does not answer is told in one sentence, and a later update goes on",
  async () => {
    let kubeconfig = away;
    await withEngine({ program: () => twoObjects(kubeconfig)() }, async (stack) => {
      expect(await toldBy(stack.up())).toMatch(/^the cluster does not answer .* --cluster-gone$/);
      // Without a kubeconfig the stand-in is its own cluster.
      kubeconfig = "";
      expect((await stack.up()).summary.result).toBe("succeeded");
    });
  },
  patienceMs,
);

test(
  "what was in a cluster that is gone can be destroyed, when somebody says that it is gone",
  async () => {
    let kubeconfig = "";
    await withEngine({ program: () => twoObjects(kubeconfig)() }, async (stack) => {
      await withApiServer(async (cluster) => {
        ({ kubeconfig } = cluster);
        await stack.up();
        expect(await cluster.kubectl("-n", "room", "get", "configmap/words", "-o", "name")).toBe(
          "configmap/words\n",
        );
      });
      expect(await toldBy(stack.destroy())).toContain("--cluster-gone");
      vi.stubEnv("PULUMI_K8S_DELETE_UNREACHABLE", "true");
      const { summary } = await stack.destroy();
      vi.unstubAllEnvs();
      expect(summary.result).toBe("succeeded");
      expect((await stack.exportStack()).deployment.resources ?? []).toEqual([]);
    });
  },
  patienceMs,
);
