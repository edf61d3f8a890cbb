import { describe, expect, test } from "vitest";
import { everything } from "./filter.ts";
import {
  type ListState,
  nothingKnown,
  onlyShown,
  rowsOf,
  tagsOf,
  withoutStep,
  withoutTask,
  withRead,
  withStep,
  withTask,
} from "./list-state.ts";
import { aTask } from "./testing/a-task.ts";

const now = new Date(2026, 0, 5, 12, 0);
const seen = (state: ListState) =>
  rowsOf(state, everything, now).map(({ task, isBusy }) => `${task.title}${isBusy ? "…" : ""}`);
const first = aTask({ title: "first" });
const one = withTask(nothingKnown, first);

describe("what the server says", () => {
  test("replaces an older version and never a newer one", () => {
    const newer = withTask(one, aTask({ title: "second", version: 2 }));
    expect(seen(newer)).toEqual(["second"]);
    expect(seen(withTask(newer, first))).toEqual(["second"]);
  });

  test("a deleted task stays away when an answer from before comes late", () => {
    const gone = withoutTask(one, "t1");
    expect(seen(withTask(gone, first))).toEqual([]);
  });

  test("a deleted task comes back with the version that an undo gives it", () => {
    const gone = withoutTask(one, "t1");
    expect(seen(withTask(gone, aTask({ title: "back", version: 3 })))).toEqual(["back"]);
  });

  test("a task that no longer fits leaves the list", () => {
    expect(seen(withTask(one, aTask({ status: "completed", version: 2 })))).toEqual([]);
  });
});

describe("a list that was read", () => {
  const read = { filter: everything, now, extent: "all" as const };

  test("takes away what it does not have any more", () => {
    expect(seen(withRead(one, { ...read, items: [], since: one.tick }))).toEqual([]);
  });

  test("leaves what arrived while it was on its way", () => {
    const since = one.tick;
    const arrived = withTask(one, aTask({ id: "t2", title: "arrived" }));
    expect(seen(withRead(arrived, { ...read, items: [first], since }))).toEqual([
      "arrived",
      "first",
    ]);
  });

  test("takes nothing away when more parts follow", () => {
    const part = { ...read, extent: "part" as const, items: [], since: one.tick };
    expect(seen(withRead(one, part))).toEqual(["first"]);
  });

  test("takes away nothing that belongs into another view", () => {
    const done = withTask(nothingKnown, aTask({ status: "completed" }));
    const after = withRead(done, { ...read, items: [], since: done.tick });
    expect(rowsOf(after, { ...everything, view: "done" }, now)).toHaveLength(1);
  });
});

describe("what the person does", () => {
  test("is seen at once and marked as unanswered", () => {
    const task = aTask({ id: "k", title: "new", created_at: "2026-01-02T08:00:00.000Z" });
    expect(seen(withStep(one, { key: "k", kind: "add", task }))).toEqual(["new…", "first"]);
    expect(seen(withStep(one, { key: "k", kind: "remove", id: "t1" }))).toEqual([]);
    const fields = { title: "changed" };
    expect(seen(withStep(one, { key: "k", kind: "change", id: "t1", fields }))).toEqual([
      "changed…",
    ]);
  });

  test("is taken back alone when it was refused", () => {
    const removing = withStep(one, { key: "a", kind: "remove", id: "t1" });
    const adding = withStep(removing, { key: "b", kind: "add", task: aTask({ id: "b" }) });
    expect(seen(withoutStep(adding, "a"))).toEqual(["first", "Water the plants…"]);
    expect(seen(withoutStep(withoutStep(adding, "a"), "b"))).toEqual(["first"]);
  });

  test("taking a step back keeps what another window did meanwhile", () => {
    const fields = { title: "mine" };
    const mine = withStep(one, { key: "a", kind: "change", id: "t1", fields });
    const theirs = withTask(mine, aTask({ title: "theirs", version: 2 }));
    expect(seen(theirs)).toEqual(["mine…"]);
    expect(seen(withoutStep(theirs, "a"))).toEqual(["theirs"]);
  });

  test("to a task that is gone shows nothing", () => {
    const fields = { title: "mine" };
    const mine = withStep(one, { key: "a", kind: "change", id: "t1", fields });
    expect(seen(withoutTask(mine, "t1"))).toEqual([]);
  });
});

test("after a reset only what is in sight is still believed", () => {
  const both = withTask(one, aTask({ id: "t2", status: "completed" }));
  expect([...onlyShown(both, everything, now).known.keys()]).toEqual(["t1"]);
});

test("tags are named once, in the order of the alphabet", () => {
  const state = withTask(
    withTask(nothingKnown, aTask({ tags: ["zoo", "home"] })),
    aTask({ id: "t2", tags: ["home"] }),
  );
  expect(tagsOf(state)).toEqual(["home", "zoo"]);
});
