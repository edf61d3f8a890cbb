import { daprPrograms } from "./programs/dapr.ts";
import { deliveryPrograms } from "./programs/delivery.ts";
import { kubernetesPrograms } from "./programs/kubernetes.ts";
import { storePrograms } from "./programs/stores.ts";

/**
 * Every real program that tests and commands start, by its name, in the one version that we use.
 * README.md says how to raise one.
 */
export const programs = {
  ...daprPrograms,
  ...storePrograms,
  ...deliveryPrograms,
  ...kubernetesPrograms,
};

export type ProgramName = keyof typeof programs;

/** The names that a program is started by. */
export type BinOf<Name extends ProgramName> = (typeof programs)[Name]["bin"][number];

/** Every name, in the order of the list. */
export const programNames: readonly ProgramName[] = namesOf(programs);

function namesOf<Name extends string>(list: Readonly<Record<Name, unknown>>): readonly Name[] {
  const names: Name[] = [];
  for (const name in list) names.push(name);
  return names;
}

/** Whether a word names a program of the list. */
export const isProgram = (word: string): word is ProgramName => Object.hasOwn(programs, word);
