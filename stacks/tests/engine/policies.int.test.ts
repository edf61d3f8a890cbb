import { CustomResource } from "@pulumi/pulumi";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import type { Resource } from "../../../infra/policy/resource.ts";
import { rules } from "../../../infra/policy/rules.ts";
import { database, fixtures } from "../../../infra/policy/testing/fixtures.ts";
import { policiesOf } from "../../policies.ts";
import { withEngine } from "../../rehearsal.ts";
import { inWords } from "../../verb.ts";

const patienceMs = 180_000;

/** Resources with names of their own, so that it is seen which one a rule speaks of. */
const named = (all: readonly (readonly Resource[])[]): readonly Resource[] =>
  all.flatMap((resources, at) =>
    resources.map((resource, which) => ({ ...resource, name: `fixture-${at}-${which}` })),
  );
const kept = named(fixtures.map(([, resources]) => resources));
const broken = named(fixtures.map(([, , resources]) => resources));

class Registered extends CustomResource {}

const programOf = (resources: readonly Resource[]) => async () => {
  for (const { type, name, props, protect } of resources) {
    new Registered(type, name, Object(props), { protect });
  }
};

/** What the engine says of policies while it previews; whether it lets the preview pass. */
async function judged(stack: Stack) {
  const said: string[] = [];
  const onEvent = ({ policyEvent }: EngineEvent) => {
    if (policyEvent === undefined) return;
    const { policyName, enforcementLevel, message } = policyEvent;
    said.push(`${policyName} ${enforcementLevel}: ${message.trim()}`);
  };
  const passed = await stack.preview({ ...(await policiesOf(stack)), onEvent }).then(
    () => "passed",
    (refused: Error) => refused.message,
  );
  return { said, passed };
}

test(
  "the real engine starts the pack, and lets pass what keeps every rule",
  () =>
    withEngine({ program: programOf(kept) }, async (stack) => {
      expect(await judged(stack)).toEqual({ said: [], passed: "passed" });
    }),
  patienceMs,
);

test(
  "what breaks a rule is refused by that rule alone, with the way out",
  () =>
    withEngine({ program: programOf(broken) }, async (stack) => {
      const { said, passed } = await judged(stack);
      const wanted = fixtures.map(([rule, , , words], at) => ({
        rule,
        of: `fixture-${at}-0:`,
        words,
      }));
      for (const { rule, of, words } of wanted) {
        expect(said).toContainEqual(expect.stringContaining(`${rule} mandatory: `));
        const own = said.filter((sentence) => sentence.includes(of));
        expect(own).toEqual([expect.stringContaining(rule)]);
        expect(own).toEqual([expect.stringContaining(words)]);
      }
      expect(said).toHaveLength(wanted.length);
      expect(new Set(wanted.map(({ rule }) => rule)).size).toBe(rules.length);
      expect(passed).toContain("preview failed");
    }),
  patienceMs,
);

test(
  "an update makes nothing of what is refused",
  () =>
    withEngine({ program: programOf(broken.slice(0, 1)) }, async (stack) => {
      const refused = await stack.up(await policiesOf(stack)).catch((thrown: unknown) => thrown);
      expect(refused instanceof Error && inWords(refused)).toBe(
        "images-are-pinned: fixture-0-0: shop/counter:latest may change; name a version",
      );
      const { deployment } = await stack.exportStack();
      expect(JSON.stringify(deployment)).not.toContain("shop/counter:latest");
    }),
  patienceMs,
);

test(
  "data may be unprotected where the stack says so",
  () =>
    withEngine({ program: programOf([database(false)]) }, async (stack) => {
      expect((await judged(stack)).said).toEqual([expect.stringContaining("set protect")]);
      await stack.setConfig("nudge:data", { value: "free" });
      expect(await judged(stack)).toEqual({ said: [], passed: "passed" });
    }),
  patienceMs,
);
