import type { Instant } from "@orchlang/kernel";
import type { User } from "@orchlang/kernel/run";

/** On whose behalf, where nothing is said: somebody who is everything and has agreed to all. */
export const anybody: User = { id: "somebody", roles: ["*"], consents: ["*"] };
export const seedDefault = "0000000000000001";
/** When a simulated run begins: 2026-01-01T12:00Z. */
export const startDefault: Instant = Date.UTC(2026, 0, 1, 12);
