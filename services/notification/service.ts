import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { reminderCanceled } from "../shared/contracts/reminder-canceled.ts";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { taskCompleted } from "../shared/contracts/task-completed.ts";
import { taskDeleted } from "../shared/contracts/task-deleted.ts";
import { taskUpdated } from "../shared/contracts/task-updated.ts";

/** Versions decide what is news, so order of arrival does not matter and one write takes many. */
const batch = 50;

/** Tells people what they wanted to be reminded of, where and when they want to hear it. */
export const notification = service({
  id: "notification",
  summary:
    "Tells people of due reminders by mail, SMS, webhook, in browsers and in the application.",
  subscribes: [
    consumes(reminderTriggered, { batch }),
    consumes(reminderCanceled, { batch }),
    // A reminder that has fired cannot be cancelled any more; what still waits for the end of the
    // quiet hours, or for another try, must fall all the same when its task is done or snoozed.
    consumes(taskCompleted, { batch }),
    consumes(taskDeleted, { batch }),
    consumes(taskUpdated, { batch }),
  ],
  state: ["settings", "delivery", "waiting"],
  bindings: [
    { kind: "output", name: "mail", operation: "create" },
    { kind: "output", name: "sms", operation: "create" },
    { kind: "cron", name: "delivery-sweep", every: "30s" },
  ],
  // People name the servers of their webhooks, and their browsers the services that reach them.
  egress: { hosts: ["*"] },
  load: { requestsPerSecond: 50, memoryMiB: 128 },
});
