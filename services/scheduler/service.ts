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

/** Versions decide what is news, so order of arrival does not matter and one write takes many. */
const batch = 50;

/** Knows when something is due and proposes it; the owner of the log decides. */
export const scheduler = service({
  id: "scheduler",
  summary: "Proposes dates of templates 28 days ahead, and reminders when their moment has come.",
  publishes: [occurrenceDue, reminderDue],
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
  state: ["agenda", "due", "cursor"],
  jobs: ["reminder"],
  bindings: [{ kind: "cron", name: "schedule-sweep", every: "30s" }],
  load: { requestsPerSecond: 50, memoryMiB: 128 },
});
