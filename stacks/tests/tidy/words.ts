import { importsOf } from "./imports.ts";
import { isCode, type Rule } from "./tree.ts";

interface Forbidden {
  readonly words: RegExp;
  readonly inside: RegExp;
  readonly why: string;
}

const forbidden: readonly Forbidden[] = [
  {
    words: /\b(minikube|doks|gke|aks|oke)\b/i,
    inside: /^(components|services|infra\/(?!cluster\/))/,
    why: "names of clusters stand only in infra/cluster and stacks; a difference is data",
  },
  {
    words: /\b(todo|to-do|reminders?|recurring|occurrences?|tasks?)\b/i,
    // The test runner calls a test a "task" there.
    inside: /^(components|infra)\/(?!local\/conformance\/conformance\.ts$)/,
    why: "components and infra would serve a shop as well",
  },
];

const forbiddenPackages = [
  {
    packages: /^@pulumi\//,
    inside: /^(services|components\/(model|render))\//,
    why: "only components, infra and stacks register resources",
  },
  {
    packages: /^(kafkajs|node:sqlite|pg|redis|ioredis|postgres|better-sqlite3)$/,
    inside: /^services\//,
    why: "a service has the powers of its service.ts, from connect(), and no client of its own",
  },
];

/** Each folder speaks its own language. */
export const wordsInTheirPlace: Rule = (tree) => [
  ...[...tree]
    .filter(([path]) => isCode(path))
    .flatMap(([path, text]) =>
      forbidden
        .filter(({ inside }) => inside.test(path))
        .flatMap(({ words, why }) => {
          const found = words.exec(text)?.[0];
          return found === undefined ? [] : [`${path}: says "${found}": ${why}`];
        }),
    ),
  ...importsOf(tree).flatMap(({ from, specifier }) =>
    forbiddenPackages
      .filter(({ packages, inside }) => inside.test(from) && packages.test(specifier))
      .map(({ why }) => `${from}: imports "${specifier}": ${why}`),
  ),
];
