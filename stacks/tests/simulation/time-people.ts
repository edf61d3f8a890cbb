import { personHeader } from "../../../services/shared/kit/door.ts";
import type { Life } from "./lives.ts";
import { type Asked, ask, type Wish } from "./people.ts";
import { type Rule, someRule } from "./rules.ts";
import { hourMs, minuteMs } from "./wall.ts";
import type { World } from "./world.ts";

/** Everything that people asked for in a life, and by which word each thing can be known again. */
export interface Lived {
  readonly asked: Asked[];
  /** By the command that made the template. */
  readonly rules: Map<string, Rule>;
  readonly turns: Turn[];
  /** Since when a person is told outside of the application. */
  readonly toldSinceMs: Map<string, number>;
}

/** One sentence to the chat that asks for one task. */
export interface Turn {
  readonly asked: Asked;
  /** The title that no other task has. */
  readonly title: string;
}

/** What one person remembers of what they were shown. */
interface Memory {
  readonly tasks: string[];
  readonly reminders: string[];
  readonly templates: string[];
  conversation: string | undefined;
}

interface Person {
  readonly world: World;
  readonly life: Life;
  readonly user: string;
  readonly lived: Lived;
  readonly memory: Memory;
}

/** Lives through the chaos: wants something now and then, and often the same thing twice. */
export async function liveThrough(world: World, life: Life, user: string, lived: Lived) {
  const memory: Memory = { tasks: [], reminders: [], templates: [], conversation: undefined };
  const person: Person = { world, life, user, lived, memory };
  const { rng, schedule } = world;
  if (life.kind !== "month") await settle(person);
  const pauseMs = life.chaosMs / life.wishes;
  for (let n = 0; n < life.wishes; n++) {
    // Half of the wishes come close upon the one before.
    await schedule.delay(rng.chance(0.5) ? rng.below(2_000) : rng.below(1.3 * pauseMs));
    const id = `${user}-${n}`;
    // What is made in a month is made at its beginning: it takes four weeks to show.
    const isEarly = life.kind === "month" && n < 2;
    await (isEarly ? repeat : (rng.pick(wishesIn[life.kind]) ?? remind))(person, id);
  }
}

type Wanted = (person: Person, id: string) => Promise<void>;

/** How they want to be told, before anything else. */
async function settle({ world, user, lived }: Person): Promise<void> {
  const { rng, schedule } = world;
  const from = new Date(schedule.nowMs + rng.below(20) * minuteMs).toISOString().slice(11, 16);
  const to = new Date(schedule.nowMs + (25 + rng.below(60)) * minuteMs).toISOString().slice(11, 16);
  const body = {
    email: { address: `${user}@example.org` },
    ...(rng.chance(0.3) ? { sms: { number: `+4915100000${user.length}` } } : {}),
    ...(rng.chance(0.6) ? { webhook: { url: `https://${user}.example.org/hook` } } : {}),
    order: rng.chance(0.5) ? ["webhook", "email"] : ["email", "webhook"],
    delivery: rng.chance(0.5) ? "all" : "first_that_works",
    urgent_breaks_quiet: rng.chance(0.5),
    ...(rng.chance(0.5) ? { quiet_hours: { from, to, timezone: "UTC" } } : {}),
  };
  const asked: Asked = { user, id: `${user}-settings`, kind: "settings" };
  const wish: Wish = {
    kind: "settings",
    service: "notification",
    method: "PUT",
    path: "/settings",
    body,
  };
  await ask(world, asked, wish);
  if (asked.status === 200) lived.toldSinceMs.set(user, schedule.nowMs);
}

/** A task with reminders. */
const remind: Wanted = async (person, id) => {
  const { world, life, user, memory } = person;
  const { rng, schedule } = world;
  const spanMinutes = life.kind === "hours" ? 75 : 30 * 60;
  const dueMs = schedule.nowMs + (7 + rng.below(spanMinutes)) * minuteMs;
  const atMs = schedule.nowMs + 5_000 + rng.below(spanMinutes) * minuteMs;
  const nag = rng.chance(0.3) ? { nag_minutes: life.kind === "hours" ? 60 : 300 } : {};
  const all: readonly { readonly offset?: string; readonly at?: string }[] = [
    { offset: "PT5M", ...nag },
    { at: iso(atMs), ...nag },
    { offset: "PT1M" },
    { offset: "PT2H" },
  ];
  const reminders = all.filter(() => rng.chance(0.5)).slice(0, 3);
  const body = {
    title: `${user} does ${id}`,
    due_date: iso(dueMs),
    priority: rng.chance(0.3) ? "urgent" : "medium",
    // Two hours before a moment that is sooner would be refused.
    reminders: reminders.filter(
      (one) => one.offset !== "PT2H" || dueMs > schedule.nowMs + 3 * hourMs,
    ),
  };
  const shown = await want(person, id, { kind: "create", method: "POST", path: "/tasks", body });
  noteTask(memory, shown);
};

/** A template, alone or with its first task. */
const repeat: Wanted = async (person, id) => {
  const { world, life, user, lived, memory } = person;
  const { rng, schedule } = world;
  const rule = someRule(rng, life.rules, schedule.nowMs);
  const { rrule, dtstart, timezone, fromCompletion } = rule;
  const recurrence = { rrule, dtstart, timezone, from_completion: fromCompletion };
  const title = `${user} repeats ${id}`;
  lived.rules.set(id, rule);
  // A day of a month has many tasks, and the reminders of all of them would be most of its work.
  const offsets = life.kind === "month" ? [] : ["PT30M", "P1D"].filter(() => rng.chance(0.5));
  if (rng.chance(0.3)) {
    const reminders = fromCompletion ? [] : offsets.map((offset) => ({ offset }));
    const body = { title, recurrence, reminders };
    noteTask(
      memory,
      await want(person, id, { kind: "repeat", method: "POST", path: "/tasks", body }),
    );
    return;
  }
  const missed = rng.pick(["latest", "all", "skip"]);
  const body = { title, recurrence, reminder_offsets: offsets, missed };
  const wish: Wish = { kind: "repeat", method: "POST", path: "/recurring-tasks", body };
  const shown = await want(person, id, wish);
  // How dates that count from completion go on after a pause, nobody could say without the code.
  const isSimple = !fromCompletion || life.kind !== "month";
  if (isNamed(shown) && isSimple) memory.templates.push(shown.id);
};

const onTask =
  (kind: string, change: (person: Person, id: string) => Wish): Wanted =>
  async (person, id) => {
    const task = person.world.rng.pick(person.memory.tasks);
    if (task === undefined) return remind(person, id);
    noteTask(person.memory, await want(person, id, { ...change(person, task), kind }));
  };

const complete = onTask("complete", (_, task) => ({
  kind: "complete",
  method: "POST",
  path: `/tasks/${task}/complete`,
  body: undefined,
}));

const remove = onTask("delete", (_, task) => ({
  kind: "delete",
  method: "DELETE",
  path: `/tasks/${task}`,
  body: undefined,
}));

const move = onTask("move", ({ world: { rng, schedule }, life }, task) => ({
  kind: "move",
  method: "PATCH",
  path: `/tasks/${task}`,
  body: {
    due_date: iso(schedule.nowMs + (3 + rng.below(life.kind === "hours" ? 60 : 2_000)) * minuteMs),
  },
}));

const onReminder =
  (kind: string, body: (person: Person) => unknown): Wanted =>
  async (person, id) => {
    const reminder = person.world.rng.pick(person.memory.reminders);
    if (reminder === undefined) return remind(person, id);
    const path = `/reminders/${reminder}/${kind}`;
    await want(person, id, { kind, method: "POST", path, body: body(person) });
  };

const snooze = onReminder("snooze", ({ world: { rng } }) =>
  rng.pick([{ minutes: 5 }, { minutes: 15 }, { preset: "tomorrow", timezone: "Europe/Berlin" }]),
);
const dismiss = onReminder("dismiss", () => undefined);

const onTemplate =
  (kind: "pause" | "resume" | "skip" | "stop"): Wanted =>
  async (person, id) => {
    const template = person.world.rng.pick(person.memory.templates);
    if (template === undefined) return repeat(person, id);
    const path = `/recurring-tasks/${template}`;
    const wish: Wish =
      kind === "stop"
        ? { kind, method: "DELETE", path, body: undefined }
        : { kind, method: "POST", path: `${path}/${kind}`, body: undefined };
    await want(person, id, wish);
  };

/** Looks at the list, and ends one of the open tasks that are there first. */
const finish: Wanted = async (person, id) => {
  const { world, user, memory } = person;
  const path = "/tasks?status=pending&sort_by=due_date&sort_order=asc&limit=3";
  const headers = { [personHeader]: user };
  const answer = await world
    .call("task", { method: "GET", path, headers, body: "" })
    .catch(() => undefined);
  if (answer?.status !== 200) return;
  const { items } = JSON.parse(answer.body) as { items: { id: string }[] };
  for (const item of items) if (!memory.tasks.includes(item.id)) memory.tasks.push(item.id);
  const task = world.rng.pick(items)?.id;
  if (task === undefined) return;
  const isGone = world.rng.chance(0.2);
  const wish: Wish = isGone
    ? { kind: "delete", method: "DELETE", path: `/tasks/${task}`, body: undefined }
    : { kind: "complete", method: "POST", path: `/tasks/${task}/complete`, body: undefined };
  await want(person, id, wish);
};

/** Says it in the chat; an impatient one says it twice at once. */
const say: Wanted = async (person, id) => {
  const { world, user, lived, memory } = person;
  const title = `${user} says ${id}`;
  const asked: Asked = { user, id, kind: "chat" };
  const { conversation } = memory;
  const wish: Wish = {
    kind: "chat",
    service: "chat",
    method: "POST",
    path: "/chat",
    body: {
      text: `add "${title}" tomorrow at 5pm`,
      timezone: "Europe/Berlin",
      ...(conversation === undefined ? {} : { conversation_id: conversation }),
    },
  };
  lived.turns.push({ asked, title });
  lived.asked.push(asked);
  const echo: Asked = { user, id, kind: "chat" };
  const isTwice = world.rng.chance(0.4);
  const [shown] = await Promise.all([
    ask(world, asked, wish),
    ...(isTwice ? [ask(world, echo, wish)] : []),
  ]);
  const { conversation_id } = (shown ?? {}) as { conversation_id?: string };
  if (conversation_id !== undefined) memory.conversation = conversation_id;
};

const wishesIn: Readonly<Record<Life["kind"], readonly Wanted[]>> = {
  hours: [
    remind,
    remind,
    remind,
    remind,
    repeat,
    complete,
    remove,
    move,
    snooze,
    snooze,
    dismiss,
    say,
    finish,
  ],
  days: [
    remind,
    remind,
    repeat,
    repeat,
    complete,
    remove,
    move,
    snooze,
    dismiss,
    finish,
    onTemplate("skip"),
  ],
  month: [
    repeat,
    finish,
    finish,
    finish,
    onTemplate("pause"),
    onTemplate("resume"),
    onTemplate("resume"),
    onTemplate("skip"),
    onTemplate("stop"),
  ],
};

async function want({ world, user, lived }: Person, id: string, wish: Wish): Promise<unknown> {
  const asked: Asked = { user, id, kind: wish.kind };
  lived.asked.push(asked);
  return ask(world, asked, wish);
}

function noteTask(memory: Memory, shown: unknown): void {
  if (!isNamed(shown)) return;
  if (!memory.tasks.includes(shown.id)) memory.tasks.push(shown.id);
  const { reminders = [] } = shown;
  for (const { id } of reminders) if (!memory.reminders.includes(id)) memory.reminders.push(id);
}

interface Named {
  readonly id: string;
  readonly reminders?: readonly { readonly id: string }[];
}

const isNamed = (shown: unknown): shown is Named =>
  typeof shown === "object" && shown !== null && "id" in shown && typeof shown.id === "string";

const iso = (ms: number) => new Date(ms).toISOString();
