/** When something repeats, parsed: made by parseRecurrence, kept as plain data. */
export interface Recurrence {
  /** RFC 5545 RRULE value in one fixed form; an UNTIL in it is local time. */
  readonly rrule: string;
  /** Local: "2026-01-05" for whole days, or "2026-01-05T09:00:00". */
  readonly dtstart: string;
  /** IANA name. */
  readonly timezone: string;
  /** The next date counts from the completion of the last one ("every!"). */
  readonly from_completion: boolean;
}

/** When something repeats, as people and programs write it. */
export interface RecurrenceInput {
  rrule: string;
  /** @default the first date of the rule from now on */
  dtstart?: string | undefined;
  /** @default the zone of the user */
  timezone?: string | undefined;
  /** @default false */
  from_completion?: boolean | undefined;
}

/** One date of a recurrence. */
export interface Occurrence {
  /** What the rule says: "2026-01-05" or "2026-01-05T09:00:00"; it is the date's identity. */
  readonly local: string;
  /** The instant as ISO 8601 in UTC; for a whole day its first moment. */
  readonly at: string;
}
