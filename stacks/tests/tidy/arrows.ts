import { type Import, importsOf } from "./imports.ts";
import type { Rule } from "./tree.ts";

interface Arrow {
  /** Files this is about. The first arrow that fits a file is the one that counts. */
  readonly from: RegExp;
  /** Where they may reach, apart from their own folder. */
  readonly to: readonly RegExp[];
  readonly why: string;
}

const model = /^components\/model\//;
const render = /^components\/render\//;
const shared = /^services\/shared\//;

const arrows: readonly Arrow[] = [
  {
    from: model,
    to: [],
    why: "the model imports nothing, so that everything else may import it",
  },
  { from: render, to: [model], why: "renderers are pure: the model in, plain objects out" },
  { from: /^components\//, to: [/^components\//], why: "components serve any application" },
  { from: /^infra\/local\//, to: [model, render], why: "the platform knows no service" },
  { from: /^infra\//, to: [model, /^infra\//], why: "the platform knows no service" },
  {
    from: /^services\/catalogue\.ts$/,
    to: [model, /^services\/[\w-]+\/(service|main)\.ts$/, /^services\/shared\/kit\/together\.ts$/],
    why: "the catalogue lists services, and looks into none",
  },
  {
    from: /^services\/web\/page\//,
    to: [/^services\/web\/page\//, /^services\/shared\/contracts\//],
    why: "a browser loads the page: it may know the types of the contracts and nothing else",
  },
  {
    from: /^services\/shared\/contracts\//,
    to: [/^services\/shared\/contracts\//, model],
    why: "contracts are words between services, and depend on none",
  },
  { from: shared, to: [shared, model], why: "what is shared knows none of its users" },
  {
    from: /^services\/[\w-]+\/(.+\/)?testing\//,
    to: [shared, model, /^services\/[\w-]+\/main\.ts$/],
    why: "a test meets the real program of a peer, and nothing inside of it",
  },
  {
    from: /^services\/[\w-]+\//,
    to: [shared, model],
    why: "services reach each other by events and invocation; share by services/shared",
  },
  {
    from: /^stacks\/((tests|bench)\/|.*\.test\.ts$)/,
    to: [/./],
    why: "tests and measurements of the whole may look everywhere",
  },
  {
    from: /^stacks\//,
    to: [/^stacks\//, /^infra\//, /^components\//, /^services\/catalogue\.ts$/],
    why: "stacks put the parts together; services are reached by their catalogue",
  },
];

/** Imports go only along the arrows of the layout. */
export const arrowsHold: Rule = (tree) =>
  importsOf(tree).flatMap((each) => {
    const { from, specifier, target } = each;
    const arrow = arrows.find((one) => one.from.test(from));
    if (arrow === undefined || target === undefined || isAllowed(arrow, each)) return [];
    return [`${from}: may not import "${specifier}": ${arrow.why}`];
  });

function isAllowed({ to }: Arrow, { from, target = "", kind }: Import): boolean {
  if (roomOf(from) === roomOf(target) && !isCatalogue(from)) return true;
  if (isPage(from) && shared.test(target) && kind === "value") return false;
  return to.some((place) => place.test(target));
}

const isPage = (path: string) => path.startsWith("services/web/page/");
const isCatalogue = (path: string) => path === "services/catalogue.ts";

/** The folder whose files may import each other freely. */
function roomOf(path: string): string {
  const [top = "", second = "", third = ""] = path.split("/");
  if (isPage(path) || (second === "shared" && top === "services"))
    return [top, second, third].join("/");
  return `${top}/${second}`;
}
