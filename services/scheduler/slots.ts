/** "minute": somebody's reminder is due then. "hour": somebody's agenda wants a look after it. */
export type SlotKind = "minute" | "hour";

export const slotMs = { minute: 60_000, hour: 3_600_000 } as const;

/** The number of the slot that holds this instant, counted from the epoch. */
export const slotOf = (kind: SlotKind, ms: number): number => Math.floor(ms / slotMs[kind]);
