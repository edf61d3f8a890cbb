import type { Book, Delivery, Hook } from "../book.ts";

/** A Monday morning, and its milliseconds. */
export const monday = "2026-01-05T08:00:00.000Z";
export const mondayMs = Date.parse(monday);

/** A hook that wants everything. */
export const aHook = (given: Partial<Hook> = {}): Hook => ({
  id: "h1",
  url: "https://hooks.example/in",
  events: ["*"],
  description: "",
  secret: "whsec_secret",
  active: true,
  off_reason: null,
  given_up_in_row: 0,
  dropped: 0,
  held_until_ms: 0,
  created_at: monday,
  updated_at: monday,
  ...given,
});

export const aDelivery = (given: Partial<Delivery> = {}): Delivery => ({
  hook: "h1",
  seq: 1,
  event_type: "task.created",
  status: "waiting",
  attempts: 0,
  next_ms: mondayMs,
  http_status: null,
  reason: null,
  created_at: monday,
  ...given,
});

export const aBook = (given: Partial<Book> = {}): Book => ({
  hooks: [aHook()],
  deliveries: [],
  seen: [],
  ...given,
});
