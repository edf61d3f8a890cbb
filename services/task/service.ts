import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { occurrenceDue } from "../shared/contracts/occurrence-due.ts";
import { recurringTaskCreated } from "../shared/contracts/recurring-task-created.ts";
import { recurringTaskUpdated } from "../shared/contracts/recurring-task-updated.ts";
import { reminderCanceled } from "../shared/contracts/reminder-canceled.ts";
import { reminderDue } from "../shared/contracts/reminder-due.ts";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { taskCompleted } from "../shared/contracts/task-completed.ts";
import { taskCreated } from "../shared/contracts/task-created.ts";
import { taskDeleted } from "../shared/contracts/task-deleted.ts";
import { taskUpdated } from "../shared/contracts/task-updated.ts";
import { taskUpdates } from "../shared/contracts/task-updates.ts";

/** Proposals of one person go into one commit, and nobody waits for another person's. */
const batch = 50;

/** Owns each person's log: the only writer of tasks, and the only publisher of what happened. */
export const task = service({
  id: "task",
  summary: "Owns each person's log of tasks: commands in, events out, lists and search.",
  publishes: [
    taskCreated,
    taskUpdated,
    taskCompleted,
    taskDeleted,
    recurringTaskCreated,
    recurringTaskUpdated,
    reminderTriggered,
    reminderCanceled,
    taskUpdates,
  ],
  subscribes: [consumes(occurrenceDue, { batch }), consumes(reminderDue, { batch })],
  state: ["log", "snap", "head", "pub", "dirty", "feeds", "feed"],
  bindings: [{ kind: "cron", name: "relay-sweep", every: "5s" }],
  load: { requestsPerSecond: 200, memoryMiB: 192 },
});
