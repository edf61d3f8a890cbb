import type { dynamic } from "@pulumi/pulumi";
import type { KafkaLogin } from "./kafka-login.ts";
import { alterScram } from "./scram.ts";

export interface UserInputs {
  readonly login: KafkaLogin;
  readonly name: string;
  readonly password: string;
}

/** How the engine asks the broker for users who log in with a password. */
export const userProvider: dynamic.ResourceProvider<UserInputs, UserInputs> = {
  async diff(_id, before, now) {
    const renamed = before.name !== now.name;
    return {
      changes: renamed || before.password !== now.password,
      replaces: renamed ? ["name"] : [],
    };
  },

  async create(inputs) {
    await alterScram(inputs.login, { kind: "set", user: inputs.name, password: inputs.password });
    return { id: inputs.name, outs: inputs };
  },

  async update(_id, _before, now) {
    await alterScram(now.login, { kind: "set", user: now.name, password: now.password });
    return { outs: now };
  },

  async delete(id, { login }) {
    await alterScram(login, { kind: "delete", user: id });
  },
};
