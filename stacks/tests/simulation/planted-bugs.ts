/** A mistake somebody could make: one place of the real code, and what would stand there. */
export interface PlantedBug {
  /** What the mistake is. */
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Where to begin with a bug that shows in few seeds: shortly before one. @default 1 */
  readonly fromSeed?: number;
}

/** Each of these must be found by the simulation, else the simulation is no proof. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "a commit does not compare the version of the chunk",
    file: "services/task/log/user-logs.ts",
    from: 'const when = etag === undefined ? "absent" : { etag };',
    to: 'const when = "none" as const;',
  },
  {
    name: "a new chunk may be created twice",
    file: "services/task/log/user-logs.ts",
    from: 'const when = etag === undefined ? "absent" : { etag };',
    to: 'const when = etag === undefined ? ("none" as const) : { etag };',
  },
  {
    name: "a plan is written over what was read after it was made",
    file: "services/task/log/user-logs.ts",
    from: `const { chunk: n, etag, tail } = loaded;
      await ports.beforeCommit(user);`,
    to: "await ports.beforeCommit(user); const { chunk: n, etag, tail } = loaded;",
  },
  {
    name: "a person is answered before the commit",
    file: "services/task/log/user-logs.ts",
    from: "if (plan.entries.length === 0) return settled(plan, loaded);",
    to: "if (settled(plan, loaded) && plan.entries.length === 0) return plan.outcomes.length;",
  },
  {
    name: "a repeated command is carried out again",
    file: "services/task/log/plan.ts",
    from: "const before = draft.commands.get(id);",
    to: 'const before = draft.commands.get("");',
  },
  {
    name: "a reader stops at the first full chunk",
    file: "services/task/log/user-logs.ts",
    from: "if (!loaded.tail.full) return loaded;",
    to: "return loaded;",
  },
  {
    name: "a reader trusts another one that is still under way",
    file: "services/task/log/user-logs.ts",
    from: "if (loaded.chunk !== n) continue;",
    to: "if (loaded.chunk !== n) return loaded;",
  },
  {
    name: "a commit is not marked as unpublished",
    file: "services/task/relay/relay.ts",
    from: "await marks.set(user);",
    to: "",
  },
  {
    name: "the cursor passes over what another replica has not published",
    file: "services/task/relay/settle.ts",
    from: "entries.filter(({ seq }) => !lane.own.has(seq))",
    to: "entries.filter(({ seq }) => !lane.own.has(seq) && lane.blocked)",
  },
  {
    name: "a replica that dies leaves its events to nobody",
    file: "services/task/relay/relay.ts",
    from: "if (own ? !lanes.has(user) : now - at > orphanAfterMs) await adopt(user, replica);",
    to: "if (own && !lanes.has(user)) await adopt(user, replica);",
  },
  {
    name: "two snapshots of one log are written at once",
    file: "services/task/log/user-logs.ts",
    from: "if (loaded.sinceSnapshot < limits.snapshotEvery || background.has(loaded)) return;",
    to: "if (loaded.sinceSnapshot < limits.snapshotEvery) return;",
  },
  {
    name: "a failed snapshot forgets which pages changed",
    file: "services/task/log/snapshots.ts",
    from: "for (const page of dirty) pages.dirty.add(page);",
    to: "",
  },
  {
    name: "a snapshot points at pages that are not written yet",
    file: "services/task/log/snapshots.ts",
    from: "// 2. Pages first: a head never points at what is not there.",
    to: `const early = await state.get(keys.head(user));
    const pages0 = Array.from({ length: count }, () => seq);
    const head0 = { seq, chunk, filled, pages: pages0 };
    await state.set(keys.head(user), head0, { when: early ? { etag: early.etag } : "absent" });`,
  },
  {
    name: "the audit overwrites what another replica has filed",
    file: "services/shared/kit/grouped-writes.ts",
    from: '{ when: stored ? { etag: stored.etag } : "absent" }',
    to: '{ when: "none" }',
  },
  {
    name: "the audit says done before it has written",
    file: "services/audit/trail.ts",
    from: "await pages(pageKey(user, pageOf(added.seq)), (before) => filed(before, added));",
    to: "pages(pageKey(user, pageOf(added.seq)), (before) => filed(before, added)).catch(() => undefined);",
  },
  {
    name: "a window is told a later change before an earlier one",
    file: "services/sync/decide.ts",
    from: "if (change.seq === last + 1) {",
    to: "if (change.seq > last) {",
  },
  {
    name: "a window that connects again misses what happened meanwhile",
    file: "services/sync/decide.ts",
    from: "return goOn(stream, cursor, answer.changes, [ready]);",
    to: "return goOn(stream, answer.seq, [], [ready]);",
  },
];
