import type { dynamic } from "@pulumi/pulumi";
import type { KafkaLogin } from "./kafka-login.ts";
import { withAdmin } from "./with-admin.ts";

/** What a user may do with one topic or group. */
export interface Permission {
  readonly resource: "topic" | "group";
  readonly name: string;
  readonly pattern: "literal" | "prefixed";
  readonly operations: readonly ("read" | "write" | "describe")[];
}

/** What a user may do; the user itself is made beside it. */
export interface PermissionsInputs {
  readonly login: KafkaLogin;
  readonly user: string;
  readonly allowed: readonly Permission[];
}

/** How the engine tells the broker what a user may do: exactly that, and nothing else. */
export const permissionsProvider: dynamic.ResourceProvider<PermissionsInputs, PermissionsInputs> = {
  async diff(_id, before, now) {
    const changes = JSON.stringify(before.allowed) !== JSON.stringify(now.allowed);
    return {
      changes: changes || before.user !== now.user,
      replaces: before.user === now.user ? [] : ["user"],
    };
  },

  async create(inputs) {
    await replaceAcls(inputs);
    return { id: inputs.user, outs: inputs };
  },

  async update(_id, _before, now) {
    await replaceAcls(now);
    return { outs: now };
  },

  async delete(_id, { login, user }) {
    await withAdmin(login, async (admin) => {
      const any = { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 };
      await admin.deleteAcls({ filters: [{ ...any, principal: `User:${user}` }] });
    });
  },
};

/** Takes away what is no longer allowed, and gives what is newly allowed. */
async function replaceAcls({ login, user, allowed }: PermissionsInputs): Promise<void> {
  const principal = `User:${user}`;
  const types = { topic: 2, group: 3 };
  const patterns = { literal: 3, prefixed: 4 };
  const operations = { read: 3, write: 4, describe: 8 };
  const allow = 3;
  await withAdmin(login, async (admin) => {
    const wanted = allowed.flatMap((each) =>
      each.operations.map((operation) => ({
        resourceType: types[each.resource],
        resourceName: each.name,
        resourcePatternType: patterns[each.pattern],
        principal,
        host: "*",
        operation: operations[operation],
        permissionType: allow,
      })),
    );
    const any = { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 };
    const { resources } = await admin.describeAcls({ ...any, principal });
    const has = resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
      acls.map(({ host, operation, permissionType }) => ({
        resourceType,
        resourceName,
        resourcePatternType,
        principal,
        host,
        operation,
        permissionType,
      })),
    );
    const text = (acl: (typeof wanted)[number]) => JSON.stringify(acl);
    const surplus = has.filter((acl) => !wanted.some((each) => text(each) === text(acl)));
    if (wanted.length > 0) await admin.createAcls({ acl: wanted });
    if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
  });
}
