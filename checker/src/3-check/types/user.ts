import type { Type } from "../type.ts";
import { stringType } from "./kinds.ts";

/** How far a role, and whoever has it, is trusted. */
export const trustWords = ["low", "medium", "high", "public", "internal", "personal", "secret"] as const;

/** `user`, who a run is for or who answers: what else is known of them is the installation's matter. */
export const userType: Type = {
  kind: "json",
  known: {
    id: stringType,
    roles: { kind: "list", item: stringType },
    trust: { kind: "optional", of: { kind: "enum", name: "trust", members: trustWords, inline: true } },
  },
};
