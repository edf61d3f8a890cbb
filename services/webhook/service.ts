import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { recurringTaskCreated } from "../shared/contracts/recurring-task-created.ts";
import { recurringTaskUpdated } from "../shared/contracts/recurring-task-updated.ts";
import { reminderCanceled } from "../shared/contracts/reminder-canceled.ts";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { taskCompleted } from "../shared/contracts/task-completed.ts";
import { taskCreated } from "../shared/contracts/task-created.ts";
import { taskDeleted } from "../shared/contracts/task-deleted.ts";
import { taskUpdated } from "../shared/contracts/task-updated.ts";

/** Most events are of people without a webhook: one look at a person's book serves the whole batch. */
const batch = 50;

/** Tells people's own programs what happened; it reads no task and changes none. */
export const webhook = service({
  id: "webhook",
  summary: "Tells people's own programs what happened.",
  subscribes: [
    consumes(taskCreated, { batch }),
    consumes(taskUpdated, { batch }),
    consumes(taskCompleted, { batch }),
    consumes(taskDeleted, { batch }),
    consumes(recurringTaskCreated, { batch }),
    consumes(recurringTaskUpdated, { batch }),
    consumes(reminderTriggered, { batch }),
    consumes(reminderCanceled, { batch }),
  ],
  state: ["book", "event", "due", "cursor"],
  bindings: [{ kind: "cron", name: "webhook-sweep", every: "30s" }],
  egress: { hosts: ["*"] },
  load: { requestsPerSecond: 50, memoryMiB: 128 },
});
