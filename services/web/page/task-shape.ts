import type { Task } from "../../shared/contracts/entities/task.ts";
import { memberOf, Refusal } from "./problem.ts";

const texts = ["id", "user_id", "title", "description", "created_at", "updated_at"] as const;
const statuses: readonly unknown[] = ["pending", "in_progress", "completed"];
const priorities: readonly unknown[] = ["low", "medium", "high", "urgent"];

/** The task in an answer. Throws a Refusal when the server speaks of tasks in another way. */
export function taskIn(value: unknown): Task {
  if (isTask(value)) return value;
  throw new Refusal(0, "This page is older than the server. Reload it.");
}

/** Checks what the page shows; the server has checked the rest. */
function isTask(value: unknown): value is Task {
  const tags = memberOf(value, "tags");
  const due = memberOf(value, "due_date");
  return (
    texts.every((name) => typeof memberOf(value, name) === "string") &&
    typeof memberOf(value, "version") === "number" &&
    statuses.includes(memberOf(value, "status")) &&
    priorities.includes(memberOf(value, "priority")) &&
    Array.isArray(memberOf(value, "reminders")) &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === "string") &&
    (due === null || typeof due === "string")
  );
}
