import type { RecurringTask } from "../../../services/shared/contracts/entities/recurring-task.ts";
import type { Task } from "../../../services/shared/contracts/entities/task.ts";
import type { Entry } from "../../../services/task/view.ts";
import type { Past } from "./past.ts";
import { hourMs, minuteMs } from "./wall.ts";
import type { World } from "./world.ts";

/** What the scheduler keeps of one person, as far as a check needs it. */
interface Agenda {
  readonly templates: Readonly<
    Record<string, { readonly version: number; readonly status: string }>
  >;
  readonly tasks: Readonly<
    Record<string, { readonly pending: readonly { readonly id: string; readonly at: string }[] }>
  >;
  readonly look_hour: number | null;
}

const nothing: Agenda = { templates: {}, tasks: {}, look_hour: null };

/** The scheduler knows exactly what the log says, and will look at it when it has to. */
export function agendaIsRight(
  { store }: World,
  user: string,
  log: readonly Entry[],
  past: Past,
  endMs: number,
): readonly string[] {
  const row = store.get(`scheduler||agenda:${user}`);
  const agenda: Agenda = row ? JSON.parse(row.value) : nothing;
  const { templates, tasks } = folded(log);
  const wrong: string[] = [];
  for (const [id, { version, status }] of templates) {
    const known = agenda.templates[id];
    if (known?.version !== version || known.status !== status) {
      wrong.push(`${user}: the scheduler knows ${id} in version ${known?.version} of ${version}`);
    }
  }
  for (const [id, task] of tasks) {
    const wanted = task.reminders
      .filter(({ status }) => status === "pending" && task.status !== "completed")
      .map(({ id: reminder, at }) => `${reminder} ${at}`);
    const pending = agenda.tasks[id]?.pending.map((one) => `${one.id} ${one.at}`) ?? [];
    if (wanted.sort().join() !== pending.toSorted().join()) {
      wrong.push(`${user}: the scheduler has [${pending}] pending for ${id} and not [${wanted}]`);
    }
  }
  for (const [id, { pending }] of Object.entries(agenda.tasks)) {
    if (!tasks.has(id) && pending.length > 0)
      wrong.push(`${user}: the scheduler still waits for ${id}`);
  }
  const ahead = Object.values(agenda.tasks)
    .flatMap(({ pending }) => pending)
    .filter(({ at }) => Date.parse(at) > endMs);
  wrong.push(
    ...ahead
      .filter(({ at }) => !isNoted(store, user, "minute", Date.parse(at) / minuteMs))
      .map(({ id, at }) => `${user}: no sweep will find ${id} at ${at}`),
  );
  const mustLook = ahead.length > 0 || [...templates.values()].some(repeatsForEver);
  const hour = agenda.look_hour;
  if (mustLook && (hour === null || !isNoted(store, user, "hour", hour))) {
    wrong.push(`${user}: nobody will look at the agenda (${hour})`);
  }
  if (hour !== null && mustLook && (hour + 1) * hourMs + past.life.calmSweepMs + hourMs < endMs) {
    wrong.push(`${user}: the look of ${new Date(hour * hourMs).toISOString()} did not happen`);
  }
  return wrong;
}

const repeatsForEver = ({ status, recurrence }: RecurringTask) =>
  status === "active" && !recurrence.from_completion;

/** In the bucket of the slot itself; so few people fill none. */
const isNoted = (store: World["store"], user: string, kind: string, slot: number): boolean =>
  [0, 1, 2, 3, 4, 5, 6, 7].some((shard) =>
    (store.get(`scheduler||due:${kind}:${Math.floor(slot)}:${shard}`)?.value ?? "").includes(
      `"${user}"`,
    ),
  );

function folded(log: readonly Entry[]) {
  const templates = new Map<string, RecurringTask>();
  const tasks = new Map<string, Task>();
  for (const entry of log) {
    if ("template" in entry) templates.set(entry.template.id, entry.template);
    else if (entry.type === "task.deleted") tasks.delete(entry.task.id);
    else tasks.set(entry.task.id, entry.task);
  }
  return { templates, tasks };
}
