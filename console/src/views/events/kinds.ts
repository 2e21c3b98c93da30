import type { IconName } from "../../parts/icon.tsx";
import type { LoggedEvent } from "../../server/types.ts";

export type EventKind = LoggedEvent["kind"];

/** All kinds of entries, in the order of the filter, each with its drawing. */
export const kindIcons: Readonly<Record<EventKind, IconName>> = {
  occurrence: "events",
  fused: "fused",
  debounced: "cancelled",
  reading: "signals",
  flag_changed: "flag",
  trigger_fired: "triggers",
  trigger_skipped: "waiting",
  member_changed: "resources",
};

export const eventKinds = Object.keys(kindIcons) as readonly EventKind[];
