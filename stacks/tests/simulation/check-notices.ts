import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Entry } from "../../../services/task/view.ts";
import { nameOf } from "./check-reminders.ts";
import type { Past } from "./past.ts";
import type { Sent } from "./providers.ts";
import { minuteMs } from "./wall.ts";
import type { World } from "./world.ts";

interface Delivery {
  readonly channel: string;
  readonly status: "waiting" | "sending" | "sent" | "failed" | "canceled";
  readonly attempts: number;
  readonly reason: string | null;
}

/** What the notification service keeps of one reminder that fired. */
interface Notice {
  readonly id: string;
  readonly title: string;
  readonly deliveries: readonly Delivery[];
}

/** Reasons for which nothing more is to be sent may be told so late when all goes well. */
const promptMs = 5_000;
/** A sender that died has no time left to say so. */
const diedSoonMs = minuteMs;

/** Each reminder that fired is told once where and when its person wanted it. */
export function noticesAreRight(
  { store }: World,
  user: string,
  log: readonly Entry[],
  past: Past,
): readonly string[] {
  if (past.life.kind === "month") return [];
  const row = store.get(`notification||delivery:${user}`);
  const { notices }: { notices: readonly Notice[] } = row ? JSON.parse(row.value) : { notices: [] };
  const sent = past.sent.filter(({ to }) => belongs(to, user));
  const wrong: string[] = [];
  const known = new Set<string>();
  for (const notice of notices) {
    if (known.has(notice.id)) wrong.push(`${notice.id} is in the list twice`);
    known.add(notice.id);
    if (!notice.title.startsWith(user)) wrong.push(`${user} was told "${notice.title}"`);
    wrong.push(...notice.deliveries.flatMap((one) => settledRightly(notice, one, sent)));
  }
  for (const [i, entry] of log.entries()) {
    if (entry.type !== "reminder.triggered") continue;
    const name = nameOf(entry.reminder);
    const notice = notices.find(({ id }) => id === name);
    known.delete(name);
    if (!notice) wrong.push(`${name} fired and is not in the list`);
    else wrong.push(...toldRightly(user, notice, { entry, later: log.slice(i + 1) }, past, sent));
  }
  wrong.push(...[...known].map((id) => `${id} is in the list and never fired`));
  wrong.push(
    ...sent.filter(({ text }) => !text.includes(user)).map(({ to }) => `${to} got another's`),
  );
  return [...wrong, ...sentOnce(sent, past)];
}

const belongs = (to: string, user: string) => to.includes(`${user}@`) || to.includes(`//${user}.`);

function settledRightly({ id }: Notice, one: Delivery, sent: readonly Sent[]): readonly string[] {
  const name = `${id}-${one.channel}`;
  switch (one.status) {
    case "waiting":
    case "sending":
      return [`${name} is still ${one.status}: ${one.reason}`];
    case "failed":
      return one.reason === null ? [`${name} failed without a word`] : [];
    case "sent": {
      const isOuter = one.channel === "email" || one.channel === "webhook";
      const arrived = sent.some((each) => each.id === name && each.arrived);
      return isOuter && !arrived ? [`${name} is told as sent, and nothing arrived`] : [];
    }
    case "canceled":
      return [];
    default:
      return one.status satisfies never;
  }
}

interface Fired {
  readonly entry: Extract<Entry, { task: Task }>;
  /** What happened after it. */
  readonly later: readonly Entry[];
}

function toldRightly(
  user: string,
  { id, deliveries }: Notice,
  { entry, later }: Fired,
  past: Past,
  sent: readonly Sent[],
): readonly string[] {
  const wrong: string[] = [];
  const ends = later.find((one) => callsOff(one, entry));
  const firedMs = past.committedMs.get(`${user}:${entry.seq}`) ?? 0;
  const inApp = deliveries.filter(({ channel }) => channel === "in_app");
  if (inApp.length !== 1) wrong.push(`${id} is ${inApp.length} times in the list`);
  const isOff = deliveries.some(({ status }) => status === "canceled");
  if (isOff && !ends) wrong.push(`${id} was called off, and nobody did`);
  const sinceMs = past.lived.toldSinceMs.get(user) ?? Number.POSITIVE_INFINITY;
  const outer = deliveries.filter(({ channel }) => channel !== "in_app");
  if (
    !ends &&
    firedMs > sinceMs &&
    !outer.some(({ status }) => status === "sent" || status === "failed")
  ) {
    wrong.push(`${id} was told nowhere outside`);
  }
  if (!ends || !past.isFaultless || past.clocksAreOff) return wrong;
  const endedMs = past.committedMs.get(`${user}:${ends.seq}`) ?? 0;
  const late = sent.filter((one) => one.id?.startsWith(`${id}-`) && one.atMs > endedMs + promptMs);
  return late.length === 0 ? wrong : [...wrong, `${id} was sent after ${ends.type} (${ends.seq})`];
}

/** What takes the reason away: the task ends, or the reminder comes later instead. */
function callsOff(later: Entry, fired: Extract<Entry, { task: Task }>): boolean {
  if (!("task" in later) || later.task.id !== fired.task.id) return false;
  if (later.type === "task.completed" || later.type === "task.deleted") return true;
  if (!("reminder" in fired)) return false;
  const { id, at } = fired.reminder;
  if ("reminder" in later) return later.reminder.id === id;
  const now = later.task.reminders.find((one) => one.id === id);
  return now?.status === "pending" && now.at !== at && (now.nag_count ?? 0) === 0;
}

/** Nothing is sent again that the sender knows to have arrived. */
function sentOnce(sent: readonly Sent[], past: Past): readonly string[] {
  const wrong: string[] = [];
  const byId = Map.groupBy(sent, ({ id }) => id);
  for (const [id, all] of byId) {
    for (const [i, one] of all.entries()) {
      const again = all[i + 1];
      if (id === undefined || !again || !one.heard() || past.clocksAreOff) continue;
      const { diedMs = Number.POSITIVE_INFINITY } = one.by;
      if (diedMs > one.atMs + diedSoonMs) wrong.push(`${id} was sent again after it had arrived`);
    }
  }
  return wrong;
}
