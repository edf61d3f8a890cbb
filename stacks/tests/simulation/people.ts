import { personHeader } from "../../../services/shared/kit/door.ts";
import type { World } from "./world.ts";

/** One thing a person asked for, and what they were told. */
export interface Asked {
  readonly user: string;
  readonly id: string;
  readonly kind: string;
  /** The status that they heard; undefined when they never heard one. */
  status?: number;
  /** The task they were shown. */
  task?: string;
}

/** A person gives up after so many tries; half of them sooner. */
const triesMax = 8;

/** A person who does some things one after another, and repeats what was not answered. */
export async function person(
  world: World,
  user: string,
  name: string,
  wishes: number,
  history: Asked[],
): Promise<void> {
  const known: string[] = [];
  for (let n = 0; n < wishes; n++) {
    await world.schedule.delay(world.rng.below(700));
    const wish = chosen(world, known);
    const asked: Asked = { user, id: `${name}-${n}`, kind: wish.kind };
    history.push(asked);
    await ask(world, asked, wish);
    if (asked.task === undefined || wish.kind !== "create") continue;
    known.push(asked.task);
    if (world.rng.chance(0.5)) await lookFor(world, asked, history);
  }
}

/** A window that shows a list and asks for it again and again: readers cross the writers' way. */
export async function reader(world: World, user: string, looks: number): Promise<void> {
  for (let n = 0; n < looks; n++) {
    await world.schedule.delay(world.rng.below(400));
    const headers = { [personHeader]: user };
    const call = { method: "GET", path: "/tasks?limit=5", headers, body: "" } as const;
    await world.call("task", call).catch(() => undefined);
  }
}

/** Looks at a new task on any replica: each must show what was acknowledged. */
async function lookFor(world: World, asked: Asked, history: readonly Asked[]): Promise<void> {
  const mayBeGone = () => history.some((h) => h.user === asked.user && removing.has(h.kind));
  const path = `/tasks/${asked.task}`;
  const headers = { [personHeader]: asked.user };
  const answer = await world
    .call("task", { method: "GET", path, headers, body: "" })
    .catch(() => undefined);
  if (answer?.status === 404 && !mayBeGone()) asked.status = unseen;
}

const removing = new Set(["delete", "undo"]);

/** Stands for "acknowledged, and not there a moment later". */
export const unseen = 999;

/** One thing that a person wants. */
export interface Wish {
  readonly kind: string;
  /** @default "task" */
  readonly service?: string;
  readonly method: "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly body: unknown;
}

function chosen(world: World, known: readonly string[]): Wish {
  const { rng } = world;
  const id = rng.pick(known);
  const title = `a task ${rng.below(1_000)}`;
  const create: Wish = { kind: "create", method: "POST", path: "/tasks", body: { title } };
  if (id === undefined) return create;
  const others: readonly Wish[] = [
    create,
    create,
    create,
    { kind: "edit", method: "PATCH", path: `/tasks/${id}`, body: { title } },
    { kind: "complete", method: "POST", path: `/tasks/${id}/complete`, body: undefined },
    { kind: "delete", method: "DELETE", path: `/tasks/${id}`, body: undefined },
    {
      kind: "bulk",
      method: "POST",
      path: "/tasks/bulk",
      body: { action: "tag", ids: [...new Set(known)].slice(-3), tags: [`t${rng.below(9)}`] },
    },
    { kind: "undo", method: "POST", path: "/undo", body: undefined },
  ];
  return rng.pick(others) ?? create;
}

/** Asks until it is answered, or patience ends. Resolves with what was shown. */
export async function ask(world: World, asked: Asked, wish: Wish): Promise<unknown> {
  const { service = "task", method, path, body } = wish;
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await world
      .call(service, {
        method,
        path,
        headers: {
          [personHeader]: asked.user,
          "idempotency-key": asked.id,
          "content-type": "application/json",
        },
        body: body === undefined ? "" : JSON.stringify(body),
      })
      .catch(() => undefined);
    if (answer && answer.status < 500) {
      asked.status = answer.status;
      const shown: unknown = answer.body === "" ? {} : JSON.parse(answer.body);
      if (typeof shown === "object" && shown !== null && "id" in shown)
        asked.task = String(shown.id);
      return shown;
    }
    if (world.rng.chance(0.3)) return undefined;
    await world.schedule.delay(200 + world.rng.below(1_500));
  }
  return undefined;
}
