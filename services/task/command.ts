import type {
  NewRecurringTask,
  RecurringTaskPatch,
} from "../shared/contracts/api/recurring-tasks.ts";
import type { ReminderInput, Snooze } from "../shared/contracts/api/reminders.ts";
import type { BulkRequest, NewTask, TaskPatch } from "../shared/contracts/api/tasks.ts";
import type {
  OccurrenceProposal,
  ReminderProposal,
} from "../shared/contracts/entities/proposal.ts";
import type { RecurringTask } from "../shared/contracts/entities/recurring-task.ts";
import type { TaskStatus } from "../shared/contracts/entities/task.ts";
import type { Recurrence } from "../shared/recurrence/recurrence.ts";
import type { Fact, Intent, UndoStep } from "./view.ts";

interface OnOne {
  readonly id: string;
  readonly ifMatch?: string;
}

/** A template as it is asked for, its rule already parsed. */
export type ParsedTemplate = Omit<NewRecurringTask, "recurrence"> & {
  readonly recurrence: Recurrence;
};
export type ParsedTemplatePatch = Omit<RecurringTaskPatch, "recurrence"> & {
  readonly recurrence?: Recurrence;
};

/** Something that a person had elsewhere, looked at and parsed. */
export type ImportItem =
  | {
      readonly kind: "task";
      readonly input: NewTask;
      readonly status: TaskStatus;
      readonly created_at: string | undefined;
      readonly completed_at: string | null;
    }
  | {
      readonly kind: "template";
      readonly input: ParsedTemplate;
      readonly status: RecurringTask["status"];
      readonly exceptions: RecurringTask["exceptions"];
    };

/** What a person asks of the log, or time does. */
export type Command =
  | { readonly kind: "create"; readonly input: NewTask }
  | (OnOne & { readonly kind: "edit"; readonly patch: TaskPatch })
  | (OnOne & { readonly kind: "complete" })
  | (OnOne & { readonly kind: "delete" })
  | (OnOne & { readonly kind: "remind"; readonly reminders: readonly ReminderInput[] })
  | { readonly kind: "bulk"; readonly request: BulkRequest }
  | { readonly kind: "import"; readonly items: readonly ImportItem[] }
  | { readonly kind: "undo" }
  | (OnOne & { readonly kind: "snooze"; readonly reminder: string; readonly snooze: Snooze })
  | (OnOne & { readonly kind: "dismiss"; readonly reminder: string })
  | {
      readonly kind: "repeat";
      readonly input: ParsedTemplate;
      /** Makes the first task too: of all dates of the rule, or of those from now on. */
      readonly first?: "of-all" | "from-now";
    }
  | (OnOne & {
      readonly kind: "edit-template";
      readonly patch: ParsedTemplatePatch;
      /** Only this date and those after it: they become a template of their own. */
      readonly from?: string;
    })
  | (OnOne & { readonly kind: "set-template"; readonly status: "active" | "paused" })
  | (OnOne & {
      readonly kind: "stop-template";
      readonly scope: "template" | "following";
      /** Only this date and those after it. */
      readonly from?: string;
    })
  | (OnOne & { readonly kind: "skip-next" })
  | { readonly kind: "occurrence"; readonly proposal: OccurrenceProposal }
  | { readonly kind: "reminder-due"; readonly proposal: ReminderProposal };

/** Everything a decision may depend on beside the view. */
export interface Circumstances {
  readonly userId: string;
  readonly now: string;
  /** Used only when something comes into being. */
  readonly newId: () => string;
}

export interface Decision {
  readonly intent: Intent;
  readonly changes: readonly Fact[];
  /** The one aggregate that the command was about, also when nothing had to change. */
  readonly about?: string;
  /** The step that an undo takes back. */
  readonly undoes?: UndoStep;
}
