import { service } from "../../components/model/service.ts";
import { consumes } from "../shared/contracts/consumes.ts";
import { deadLetters } from "../shared/contracts/dead-letters.ts";
import { recurringTaskCreated } from "../shared/contracts/recurring-task-created.ts";
import { recurringTaskUpdated } from "../shared/contracts/recurring-task-updated.ts";
import { reminderCanceled } from "../shared/contracts/reminder-canceled.ts";
import { reminderTriggered } from "../shared/contracts/reminder-triggered.ts";
import { taskCompleted } from "../shared/contracts/task-completed.ts";
import { taskCreated } from "../shared/contracts/task-created.ts";
import { taskDeleted } from "../shared/contracts/task-deleted.ts";
import { taskUpdated } from "../shared/contracts/task-updated.ts";

/** Entries are filed by their position in the owner's log, so order of arrival does not matter. */
const batch = 50;

/** The complete trail of what happened to whom, and what could not be taken; it decides nothing. */
export const audit = service({
  id: "audit",
  summary: "The complete, ordered trail of events, and the dead letters.",
  subscribes: [
    consumes(taskCreated, { batch }),
    consumes(taskUpdated, { batch }),
    consumes(taskCompleted, { batch }),
    consumes(taskDeleted, { batch }),
    consumes(recurringTaskCreated, { batch }),
    consumes(recurringTaskUpdated, { batch }),
    consumes(reminderTriggered, { batch }),
    consumes(reminderCanceled, { batch }),
    consumes(deadLetters, { deadLetter: "none" }),
  ],
  state: ["trail", "trail-head", "dead"],
  load: { requestsPerSecond: 20, memoryMiB: 128 },
});
