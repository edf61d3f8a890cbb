import { z } from "zod";
import { exchange } from "../../../infra/local/testing/exchange.ts";
import { withKafkaAdmin } from "../../../infra/real/kafka-admin.ts";
import {
  type Notification,
  notificationPage,
} from "../../../services/shared/contracts/api/notifications.ts";
import { taskPage } from "../../../services/shared/contracts/api/tasks.ts";
import { type Task, task } from "../../../services/shared/contracts/entities/task.ts";
import type { RealApplication } from "../../real-application.ts";
import type { Follower } from "../e2e/follower.ts";
import { type Person, wholeTrail } from "../e2e/person.ts";
import { wholeList } from "../e2e/whole-list.ts";
import type { Evidence, Seen } from "./evidence.ts";
import type { ToldServer } from "./fire-server.ts";
import { firstReplica } from "./first-replica.ts";
import type { History } from "./history.ts";

/** Somebody who is watched. */
export interface Watched {
  readonly person: Person;
  readonly window: Follower;
}

/** Collects what can be seen of a run. Rejects while something does not answer. */
export async function evidenceOf(
  run: RealApplication,
  history: History,
  watched: readonly Watched[],
  server: ToldServer,
): Promise<Evidence> {
  const people: Seen[] = [];
  // One after the other: whoever looks must not be the load.
  for (const each of watched) people.push(await seenOf(run, each, server));
  return {
    commands: history.commands,
    people,
    letters: await deadLettersOf(run),
    behind: await behindOf(run),
  };
}

async function seenOf(
  run: RealApplication,
  { person, window }: Watched,
  server: ToldServer,
): Promise<Seen> {
  const owners = run.replicas.filter(({ spec }) => spec.id === "task");
  const lists: Task[][] = [];
  for (const owner of owners) lists.push(await listAt(owner, person.id));
  return {
    person: person.id,
    lists,
    trail: await wholeTrail(person),
    replayed: await replayOf(run, person.id),
    heard: window.positions,
    resets: window.resets.length,
    told: server.toldOf(person.id),
    notices: await noticesOf(person),
  };
}

type Replica = RealApplication["replicas"][number];

/** Asks one replica of a service in a person's name, as its sidecar would. */
async function asked({ ports, tokens, name }: Replica, person: string, path: string) {
  const headers = { "dapr-api-token": tokens.app, "nudge-user-id": person };
  const { status, body } = await exchange(ports.app, "GET", path, undefined, headers);
  if (status !== 200) throw new Error(`${name} ${path}: ${status} ${body}`);
  const parsed: unknown = JSON.parse(body);
  return parsed;
}

async function listAt(owner: Replica, person: string): Promise<Task[]> {
  const { items } = await wholeList(async (more) =>
    taskPage.parse(await asked(owner, person, `/tasks?limit=200${more}`)),
  );
  return items;
}

const replayForm = z.object({ tasks: z.array(task), next_cursor: z.string().nullable() });

async function replayOf(run: RealApplication, person: string): Promise<Task[]> {
  const audit = firstReplica(run, "audit");
  const tasks: Task[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const more: string = cursor === "" ? "" : `?cursor=${cursor}`;
    const part = replayForm.parse(await asked(audit, person, `/replay${more}`));
    tasks.push(...part.tasks);
    cursor = part.next_cursor;
  }
  return tasks;
}

/** All that the person was told in the application. */
export async function noticesOf(person: Person): Promise<Notification[]> {
  const { items } = await wholeList(async (more) =>
    notificationPage.parse((await person.call("GET", `/api/notifications?limit=200${more}`)).body),
  );
  return items;
}

const letterForm = z.object({ consumer: z.string(), event_id: z.string() });

/** What was set aside, a line for each. */
export async function deadLettersOf(run: RealApplication): Promise<readonly string[]> {
  const answer = await invokeAsDoor(run, "audit", "/dead-letters");
  const { items } = z.object({ items: z.array(letterForm) }).parse(answer);
  return items.map(({ consumer, event_id }) => `${event_id} by ${consumer}`);
}

/** Asks a service what the REST door may ask, without a person. */
export async function invokeAsDoor(
  run: RealApplication,
  peer: string,
  path: string,
): Promise<unknown> {
  const door = firstReplica(run, "api-gateway");
  const headers = { "dapr-api-token": door.tokens.api };
  const whole = `/v1.0/invoke/${peer}/method${path}`;
  const { status, body } = await exchange(door.ports.http, "GET", whole, undefined, headers);
  if (status !== 200) throw new Error(`${peer} ${path}: ${status} ${body}`);
  return JSON.parse(body);
}

/** How far each group of a service is behind the ends of the topics that it reads. */
export const behindOf = ({ platform, replicas }: RealApplication): Promise<Evidence["behind"]> =>
  withKafkaAdmin(platform.brokers, platform.operator, async (admin) => {
    const groups = new Set(replicas.map(({ spec }) => spec.id));
    const behind: { name: string; events: number }[] = [];
    const ends = new Map<string, ReadonlyMap<number, string>>();
    const endsOf = async (topic: string) => {
      const found =
        ends.get(topic) ??
        new Map(
          (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, high]),
        );
      ends.set(topic, found);
      return found;
    };
    for (const groupId of groups) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
        const high = await endsOf(topic);
        // A partition that nothing was ever read from has no offset: all of it is still to come.
        const events = partitions
          .map(
            ({ partition, offset }) =>
              Number(high.get(partition) ?? 0) - Math.max(0, Number(offset)),
          )
          .reduce((sum, n) => sum + n, 0);
        behind.push({ name: `${groupId} at ${topic}`, events });
      }
    }
    return behind;
  });
