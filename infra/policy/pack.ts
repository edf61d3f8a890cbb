import { PolicyPack } from "@pulumi/policy";
import type { Resource } from "./resource.ts";
import { type Rule, rules, type Wanted } from "./rules.ts";

/** The rules as a pack of the engine: `pulumi preview --policy-pack infra/policy`. */
new PolicyPack("platform", { enforcementLevel: "mandatory", policies: rules.map(policyOf) });

function policyOf({ name, description, about, broken }: Rule) {
  const configSchema = { properties: { data: { enum: ["free", "protected"] } } };
  const common = { name, description, configSchema };
  switch (about) {
    case "one":
      return {
        ...common,
        validateResource: (args: Seen & Configured, report: Report) =>
          tell(report, broken([resourceOf(args)], wantedOf(args))),
      };
    case "all":
      return {
        ...common,
        validateStack: (
          args: { readonly resources: readonly Seen[] } & Configured,
          report: Report,
        ) => tell(report, broken(args.resources.map(resourceOf), wantedOf(args))),
      };
    default:
      return about satisfies never;
  }
}

type Report = (sentence: string) => void;

interface Seen {
  readonly type: string;
  readonly name: string;
  readonly props: unknown;
  readonly opts: { readonly protect: boolean };
}

interface Configured {
  readonly getConfig: <Config extends object>() => Config;
}

const resourceOf = ({ type, name, props, opts: { protect } }: Seen): Resource => ({
  type,
  name,
  props,
  protect,
});

/** Whoever says nothing wants data to be kept. */
const wantedOf = ({ getConfig }: Configured): Wanted => ({
  data: getConfig<Partial<Wanted>>().data ?? "protected",
});

function tell(report: Report, sentences: readonly string[]): void {
  for (const sentence of sentences) report(sentence);
}
