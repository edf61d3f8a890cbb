import { readFileSync } from "node:fs";
import { join } from "node:path";
import { core, Provider } from "@pulumi/kubernetes";
import { secret } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { withEngine } from "../../rehearsal.ts";
import { previewed } from "./engine.ts";

const program = async () => {
  const provider = new Provider("cluster", { kubeconfig: "" });
  const metadata = { name: "kept", namespace: "default" };
  const kept = new core.v1.Secret(
    "kept",
    { metadata, stringData: { word: secret("swordfish") } },
    { provider },
  );
  return { name: kept.metadata.name, word: kept.stringData };
};

test("the real engine previews a small program without a plugin, a cluster or an account", () =>
  withEngine({ program }, async (stack) => {
    const { summary } = await previewed(stack);
    expect(summary).toEqual({ create: 3 });
  }));

test("what was made stays, and a secret is open neither in the state nor in what is printed", () =>
  withEngine({ program }, async (stack, { state }) => {
    const { outputs, stdout } = await stack.up();
    expect(outputs.name).toEqual({ value: "kept", secret: false });
    expect(outputs.word).toEqual({ value: { word: "swordfish" }, secret: true });
    expect(stdout).not.toContain("swordfish");
    const kept = readFileSync(join(state, ".pulumi/stacks/nudge/test.json"), "utf8");
    expect(kept).toContain("kubernetes:core/v1:Secret");
    expect(kept).not.toContain("swordfish");
    expect((await previewed(stack)).summary).toEqual({ same: 3 });
    const { summary } = await stack.destroy();
    expect(summary.resourceChanges).toEqual({ delete: 3 });
  }));
