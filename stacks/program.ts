import { getStack, runtime } from "@pulumi/pulumi";
import type { ClusterEnvironment } from "../components/model/cluster-environment.ts";
import { deploy } from "./deploy.ts";
import { isStackName, stackNames } from "./environments.ts";
import { SettingsError, settingsOf } from "./settings.ts";

const prefix = "nudge:";

/** The values of a stack by their keys, without the project's name before them. */
export const valuesIn = (config: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );

/**
 * The program of every stack: reads its values, and registers what follows from them. Whoever tries
 * something else changes the environment first.
 */
export const programWith =
  (change: (environment: ClusterEnvironment) => ClusterEnvironment = (same) => same) =>
  async () => {
    const stack = getStack();
    if (!isStackName(stack)) {
      throw new SettingsError(`there is no stack "${stack}"; there are ${stackNames.join(", ")}`);
    }
    return deploy(stack, settingsOf(stack, valuesIn(runtime.allConfig())), change);
  };
