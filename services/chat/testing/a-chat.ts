import { chatAnswer, chatPage } from "../../shared/contracts/api/chat.ts";
import { recurringTaskList } from "../../shared/contracts/api/recurring-tasks.ts";
import { taskPage } from "../../shared/contracts/api/tasks.ts";
import type { Task } from "../../shared/contracts/entities/task.ts";
import type { Clock } from "../../shared/kit/clock.ts";
import type { Understand } from "../conversation/command.ts";
import { ask, aWorld, event } from "./a-world.ts";

/** One conversation of "ada" with one replica, and what the task service knows. */
export async function aChat(
  parse: Understand,
  variables: Readonly<Record<string, string | undefined>> = {},
  machineClock?: Clock,
) {
  const world = await aWorld(parse, variables, machineClock);
  const { clock, store, tasks } = world;
  const first = await world.replica("r1");
  let conversation: string | undefined;
  return {
    ...world,
    first,
    /** Says something in the one conversation; gives the answer. */
    async say(text: string, more: Readonly<Record<string, unknown>> = {}) {
      const body = { text, ...(conversation && { conversation_id: conversation }), ...more };
      const answer = await ask(first, "POST", "/chat", body);
      if (answer.status !== 200) throw new Error(`${text}: ${JSON.stringify(answer.body)}`);
      const said = chatAnswer.parse(answer.body);
      conversation = said.conversation_id;
      return said;
    },
    /** The messages of the latest conversation. */
    messages: async () => chatPage.parse((await ask(first, "GET", "/chat")).body).messages,
    /** The person's tasks by title, as the task service knows them. */
    async tasksNow(): Promise<readonly Task[]> {
      return taskPage.parse((await ask(tasks, "GET", "/tasks?limit=200&sort_by=title")).body).items;
    },
    async templates() {
      return recurringTaskList.parse((await ask(tasks, "GET", "/recurring-tasks")).body).items;
    },
    /** A date of a template becomes a task, as the scheduler proposes it. */
    async occurs(recurring_task_id: string, local: string) {
      const data = { user_id: "ada", recurring_task_id, local };
      await event(tasks, "occurrence.due", `${recurring_task_id}-${local}`, data);
    },
    /** The moment of a reminder comes and the task service fires it; `deliver` tells chat. */
    async fires({ id: task_id, reminders: [reminder] }: Task) {
      if (!reminder) throw new Error("there is no reminder");
      const { id: reminder_id, at } = reminder;
      await clock.advance(Math.max(0, Date.parse(at) - clock.now()));
      const before = store.published.length;
      const proposal = { user_id: "ada", task_id, reminder_id, at };
      await event(tasks, "reminder.due", `${reminder_id}-${at}`, proposal);
      const told = store.published
        .slice(before)
        .find(({ topic }) => topic === "reminder.triggered");
      if (!told) throw new Error("the reminder did not fire");
      return {
        deliver: (service = first) =>
          event(service, "reminder.triggered", String(told.event.id), told.event.data),
      };
    },
  };
}

export type Chat = Awaited<ReturnType<typeof aChat>>;
