import { expect, test } from "vitest";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import { broken } from "./checker.ts";
import type { TrailEntry } from "./checker-trail.ts";
import type { Evidence, Seen } from "./evidence.ts";
import type { Attempt, Command, CommandKind } from "./history.ts";

// Ada makes t1 (with a reminder that fires), makes and completes t2 (whose reminder is called off
// in time), and has a template with its four dates. One of her requests got no answer.

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, second)).toISOString();
const ms = (second: number) => Date.parse(at(second));

const reminder = { id: "r1", offset: null, at: at(20), status: "pending" } as const;
const given: Task = {
  id: "t1",
  user_id: "ada",
  title: "p0-1",
  description: "",
  status: "pending",
  priority: "medium",
  tags: [],
  due_date: null,
  timezone: null,
  reminders: [reminder],
  recurring_task_id: null,
  version: 1,
  created_at: at(1),
  updated_at: at(1),
  completed_at: null,
};
const t1 = given;
const t1Fired: Task = { ...t1, version: 2, reminders: [{ ...reminder, status: "triggered" }] };
const late = { ...reminder, id: "r2", at: at(30) };
const t2: Task = { ...given, id: "t2", title: "p0-2", reminders: [late] };
const lateOff = { ...late, status: "canceled" } as const;
const t2Off: Task = { ...t2, version: 2, reminders: [lateOff] };
const t2Done: Task = { ...t2Off, version: 3, status: "completed", completed_at: at(4) };
const dates: readonly Task[] = [5, 12, 19, 26].map((day) => ({
  ...given,
  id: `d${day}`,
  title: "Exercise",
  reminders: [],
  recurring_task_id: "rule",
  due_date: `2026-01-${String(day).padStart(2, "0")}`,
}));

type Line = readonly [
  type: string,
  trace: string,
  payload: unknown,
  about: string,
  version: number,
];
const lines: readonly Line[] = [
  ["recurring-task.created", "trace-rule", { id: "rule" }, "rule", 1],
  ["task.created", "trace-1", t1, "t1", 1],
  ["task.created", "trace-2b", t2, "t2", 1],
  ...dates.map((date): Line => ["task.created", "trace-rule", date, date.id, 1]),
  ["reminder.canceled", "trace-3", { task: t2Off, task_id: "t2", reminder: lateOff }, "t2", 2],
  ["task.completed", "trace-3", t2Done, "t2", 3],
  [
    "reminder.triggered",
    "x",
    { task: t1Fired, task_id: "t1", reminder: t1Fired.reminders[0] },
    "t1",
    2,
  ],
];

const trailOf = (entries: readonly Line[]): Seen["trail"] => ({
  items: entries
    .map(
      ([event_type, trace_id, payload, aggregate_id, aggregate_version], i): TrailEntry => ({
        seq: i + 1,
        event_id: `ada:${i + 1}`,
        event_type,
        aggregate_id,
        aggregate_version,
        timestamp: event_type === "reminder.triggered" ? at(20) : at(i),
        payload,
        trace_id,
      }),
    )
    .reverse(),
  next_cursor: null,
  complete: true,
  missing: [],
  last_seq: entries.length,
});

const acknowledged = (trace: string, second: number, shown?: Task): Attempt => ({
  trace,
  sentMs: ms(second),
  endedMs: ms(second) + 500,
  outcome: { kind: "acknowledged", status: 200, shown },
});
const unanswered = (trace: string, second: number): Attempt => ({
  trace,
  sentMs: ms(second),
  endedMs: ms(second) + 500,
  outcome: { kind: "unknown", why: "503" },
});
const command = (
  key: string,
  kind: CommandKind,
  attempts: readonly Attempt[],
  about?: string,
): Command => ({ person: "ada", key, kind, about, attempts });

const commands: readonly Command[] = [
  command("p0-rule", "repeat", [acknowledged("trace-rule", 0)]),
  command("p0-1", "create", [acknowledged("trace-1", 1, t1)]),
  command("p0-2", "create", [unanswered("trace-2a", 2), acknowledged("trace-2b", 3, t2)]),
  command("p0-3", "complete", [acknowledged("trace-3", 4, t2Done)], "t2"),
  command("p0-4", "edit", [unanswered("trace-4", 5)], "t1"),
  command("p0-5", "look", [acknowledged("trace-5", 25, t1Fired)], "t1"),
];

const list = [t1Fired, t2Done, ...dates];
const ada: Seen = {
  person: "ada",
  lists: [list, list.toReversed()],
  trail: trailOf(lines),
  replayed: list,
  heard: lines.map((_, i) => i + 1),
  resets: 0,
  told: [
    ...lines.map((_, i) => ({ delivery: `hook.ada:${i + 1}`, event: `ada:${i + 1}` })),
    // The server was told twice, under one name.
    { delivery: "hook.ada:1", event: "ada:1" },
  ],
  notices: [
    {
      id: `r1-${ms(20)}`,
      task_id: "t1",
      reminder_id: "r1",
      title: "p0-1",
      at: at(20),
      deliveries: [
        { channel: "in_app", status: "sent", attempts: 1, sent_at: at(20), reason: null },
      ],
      read_at: null,
    },
  ],
};

const clean: Evidence = {
  commands,
  people: [ada],
  letters: [],
  behind: [{ name: "audit at task.created", events: 0 }],
};

/** The same run, in which something of Ada's is to be seen otherwise. */
const seeing = (change: Partial<Seen>): Evidence => ({ ...clean, people: [{ ...ada, ...change }] });

/** The same run with another trail: everything that follows from it is as it should be. */
const withTrail = (changed: readonly Line[]): Evidence =>
  seeing({
    trail: trailOf(changed),
    heard: changed.map((_, i) => i + 1),
    told: changed.map((_, i) => ({ delivery: `hook.ada:${i + 1}`, event: `ada:${i + 1}` })),
  });

const wanting = (changed: readonly Command[]): Evidence => ({ ...clean, commands: changed });
const swapped = <Item>(items: readonly Item[], i: number, j: number): Item[] =>
  items.map((item, n) => (n === i ? items[j] : n === j ? items[i] : item) ?? item);
const { trail, notices } = ada;
const without = <Item>(items: readonly Item[], at: number) => items.filter((_, i) => i !== at);

test("a clean run is clean", () => {
  expect(broken(clean)).toEqual([]);
});

test("what got no answer may have happened or not", () => {
  const edited: Task = { ...t1Fired, version: 3, title: "p0-4" };
  const happened = withTrail([...lines, ["task.updated", "trace-4", edited, "t1", 3]]);
  const shown = [edited, t2Done, ...dates];
  const people = happened.people.map((seen) => ({ ...seen, lists: [shown], replayed: shown }));
  expect(broken({ ...happened, people })).toEqual([]);
});

test.each<[planted: string, Evidence, found: string]>([
  [
    "a task that was acknowledged is lost",
    withTrail(without(lines, 1)),
    "p0-1 (create) was acknowledged and is lost",
  ],
  [
    "a command is carried out twice",
    withTrail([...lines, ["task.created", "trace-2a", { ...t2, id: "t3" }, "t3", 1]]),
    "p0-2 (create) was carried out 2 times, at 11, 3",
  ],
  [
    "something happens that nobody wanted",
    withTrail([...lines, ["task.deleted", "trace-9", t2Done, "t2", 4]]),
    "ada:11 (task.deleted) was wanted by nobody",
  ],
  [
    "a change hits another task",
    withTrail(
      lines.map((line) =>
        line[1] === "trace-3" ? [line[0], line[1], line[2], "t9", line[4]] : line,
      ),
    ),
    "p0-3 (complete) is about t2 and changed t9",
  ],
  [
    "what was refused is carried out",
    wanting(
      commands.map((one) =>
        one.key === "p0-1"
          ? {
              ...one,
              attempts: one.attempts.map((a) => ({
                ...a,
                outcome: { kind: "refused", status: 404, why: "" } as const,
              })),
            }
          : one,
      ),
    ),
    "p0-1 (create) was refused and carried out",
  ],
  [
    "two commands are swapped",
    withTrail(swapped(lines, 1, 2)),
    "p0-2 stands at 2, before p0-1 that was done by then",
  ],
  [
    "something else was shown than was written",
    wanting(
      commands.map((one) =>
        one.key === "p0-1"
          ? command("p0-1", "create", [acknowledged("trace-1", 1, { ...t1, title: "?" })])
          : one,
      ),
    ),
    "p0-1 (create) was shown a state that the trail has not",
  ],
  [
    "a look goes back behind what was known",
    wanting([...commands, command("p0-6", "look", [acknowledged("trace-6", 40, t1)], "t1")]),
    "p0-6 (look) was shown an older state than was known",
  ],
  [
    "the trail has a gap",
    seeing({ trail: { ...trail, items: without(trail.items, 4), last_seq: 9 } }),
    "ada: position 7 of the trail stands at 6",
  ],
  [
    "the trail itself says that it has a gap",
    seeing({ trail: { ...trail, complete: false, missing: [7] } }),
    "ada: the trail misses 7",
  ],
  [
    "a position is there twice",
    seeing({
      trail: { ...trail, items: [...trail.items.slice(0, 1), ...trail.items], last_seq: 11 },
    }),
    "ada: position 10 of the trail stands at 11",
  ],
  ["a version is left out", withTrail(without(lines, 7)), "ada: t2 has version 3 after 1, at 8"],
  [
    "one replica has lost a task",
    seeing({ lists: [list, list.slice(1)] }),
    "ada: the list of replica 1 misses t1",
  ],
  [
    "a list has a task twice",
    seeing({ lists: [[...list, t2Done]] }),
    "ada: the list of replica 0 has a task twice",
  ],
  [
    "a replica shows an older state",
    seeing({ lists: [[t1, ...list.slice(1)]] }),
    "ada: the list of replica 0 shows t1 otherwise than the trail",
  ],
  [
    "the replay is another list",
    seeing({ replayed: list.slice(1) }),
    "ada: the replay of the trail misses t1",
  ],
  [
    "somebody else's task is to be seen",
    seeing({ lists: [[{ ...t1Fired, user_id: "eve" }, ...list.slice(1)]] }),
    "ada: sees t1 of eve",
  ],
  [
    "a window misses a change",
    seeing({ heard: without(ada.heard, 3) }),
    "ada's window: heard 5 in place of 4",
  ],
  [
    "a window misses the last change",
    seeing({ heard: ada.heard.slice(0, -1) }),
    "ada's window: heard 9 of 10",
  ],
  [
    "a window hears of a change twice",
    seeing({ heard: [1, ...ada.heard] }),
    "ada's window: heard 1 in place of 2",
  ],
  [
    "a window hears two changes in the wrong order",
    seeing({ heard: swapped(ada.heard, 2, 3) }),
    "ada's window: heard 4 in place of 3",
  ],
  ["a window is reset", seeing({ resets: 1 }), "ada's window: was reset 1 times"],
  [
    "a server is not told of an event",
    seeing({ told: ada.told?.filter(({ event }) => event !== "ada:4") }),
    "ada's server: was not told of ada:4",
  ],
  [
    "a server is told twice under two names",
    seeing({ told: [...(ada.told ?? []), { delivery: "again", event: "ada:2" }] }),
    "ada's server: ada:2 has several names",
  ],
  [
    "a server is told of what never happened",
    seeing({ told: [...(ada.told ?? []), { delivery: "x", event: "ada:99" }] }),
    "ada's server: ada:99 never happened",
  ],
  ["a date is lost", withTrail(without(lines, 4)), "ada: rule has 3 dates"],
  [
    "a date is made twice",
    withTrail([...lines, ["task.created", "trace-rule", { ...dates[0], id: "d5b" }, "d5b", 1]]),
    "ada: rule has a date twice",
  ],
  ["a reminder never fires", withTrail(lines.slice(0, -1)), "ada: reminder r1 never fired"],
  [
    "a reminder fires twice",
    withTrail([...lines, ["reminder.triggered", "x", lines.at(-1)?.[2], "t1", 3]]),
    "ada: reminder r1 fired 2 times",
  ],
  [
    "a reminder fires early",
    seeing({
      trail: {
        ...trail,
        items: trail.items.map((one) =>
          one.event_type === "reminder.triggered" ? { ...one, timestamp: at(19) } : one,
        ),
      },
    }),
    "ada: reminder r1 fired early",
  ],
  [
    "a reminder fires that was called off in time",
    withTrail([
      ...lines,
      [
        "reminder.triggered",
        "x",
        { task: { ...t2Done, version: 4 }, task_id: "t2", reminder: late },
        "t2",
        4,
      ],
    ]),
    "ada: reminder r2 was called off in time and fired or was told",
  ],
  ["a reminder is not told", seeing({ notices: [] }), "ada: reminder r1 fired and was not told"],
  [
    "a reminder is told twice",
    seeing({ notices: [...notices, ...notices] }),
    "ada: reminder r1 was told 2 times",
  ],
  [
    "a reminder is told of that was called off in time",
    seeing({ notices: [...notices, ...notices.map((one) => ({ ...one, reminder_id: "r2" }))] }),
    "ada: reminder r2 was called off in time and fired or was told",
  ],
  [
    "a reminder is told of that nobody has",
    seeing({ notices: [...notices, ...notices.map((one) => ({ ...one, reminder_id: "r9" }))] }),
    "ada: reminder r9 is nobody's reminder",
  ],
  ["an event is set aside", { ...clean, letters: ["ada:3 by audit"] }, "set aside: ada:3 by audit"],
  [
    "a group has not read everything",
    { ...clean, behind: [{ name: "audit at task.created", events: 2 }] },
    "audit at task.created lags by 2",
  ],
])("%s: that is found", (_planted, evidence, found) => {
  expect(broken(evidence)).toContain(found);
});
