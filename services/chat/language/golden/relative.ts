import type { Golden } from "./entry.ts";

const it = { kind: "it" } as const;
const dentist = { kind: "words", text: "dentist" } as const;
const gym = { kind: "words", text: "gym" } as const;

/** What counts from the date that a task has; early hours; skips and pauses. */
export const relative: readonly Golden[] = [
  {
    text: "push dentist back an hour",
    intent: "reschedule",
    target: dentist,
    change: { shift: { minutes: 60 } },
  },
  {
    text: "push the dentist back by 30 minutes",
    intent: "reschedule",
    target: dentist,
    change: { shift: { minutes: 30 } },
  },
  {
    text: "delay dentist 2 hours",
    intent: "reschedule",
    target: dentist,
    change: { shift: { minutes: 120 } },
  },
  {
    text: "postpone dentist by a month",
    intent: "reschedule",
    target: dentist,
    change: { shift: { months: 1 } },
  },
  {
    text: "bring dentist forward by an hour",
    intent: "reschedule",
    target: dentist,
    change: { shift: { minutes: -60 } },
  },
  { text: "move it 2 days", intent: "reschedule", target: it, change: { shift: { days: 2 } } },
  {
    text: "move dentist 2 days earlier",
    intent: "reschedule",
    target: dentist,
    change: { shift: { days: -2 } },
  },
  {
    text: "push it back a week",
    intent: "reschedule",
    target: { kind: "it" },
    change: { shift: { days: 7 } },
  },
  {
    text: "postpone the meeting to 4pm",
    intent: "reschedule",
    target: { kind: "words", text: "meeting" },
    change: { time: "16:00" },
  },
  {
    text: "change the time of standup to 10am",
    intent: "reschedule",
    target: { kind: "words", text: "standup" },
    change: { time: "10:00" },
  },
  { text: "move dentist forward 2 days", asks: true },
  { text: "move it to midnight", asks: true },
  { text: "move it to 5", intent: "reschedule", target: it, change: { time: "17:00" } },
  { text: "make it friday", intent: "reschedule", target: it, due: "2026-01-09" },
  { text: "push ups tomorrow", title: "push ups", due: "2026-01-08" },
  {
    text: "dentist next friday at half past five",
    title: "dentist",
    due: "2026-01-16T17:30:00",
  },
  { text: "dentist at 6:30", title: "dentist", due: "2026-01-07T18:30:00" },
  { text: "dentist tomorrow at 06:30", title: "dentist", due: "2026-01-08T06:30:00" },
  { text: "run tomorrow morning at 6", title: "run", due: "2026-01-08T06:00:00" },
  {
    text: "pills every day at 6",
    title: "pills",
    due: "2026-01-07T18:00:00",
    rrule: "FREQ=DAILY",
  },
  {
    text: "run every morning at 6",
    title: "run",
    due: "2026-01-08T06:00:00",
    rrule: "FREQ=DAILY",
  },
  { text: "wake up at 6", asks: true },
  { text: "flight friday at 5", asks: true },
  { text: "call mom tonight at 12", asks: true },
  { text: "call mom tomorrow at 2 at night", asks: true },
  { text: "exercise monday, wednesday and friday at 7", asks: true },
  { text: "pills every day at 9:15 and 17:30", asks: true },
  { text: "pay the credit card bill on the 15th of the month", asks: true },
  { text: "dentist on the 15th of the month", title: "dentist", due: "2026-01-15" },
  { text: "skip gym tomorrow", intent: "skip", scope: "this", target: gym, due: "2026-01-08" },
  {
    text: "skip tomorrow's gym",
    intent: "skip",
    scope: "this",
    target: gym,
    due: "2026-01-08",
  },
  { text: "pause gym until monday", asks: true },
  { text: "pause gym for 2 weeks", asks: true },
  { text: "resume gym tomorrow", asks: true },
];
