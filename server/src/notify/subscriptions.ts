import type { Json } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type { Frame } from "../live/feed.ts";

/** A subscription of a channel to alerts. */
export interface Subscription {
  readonly id: string;
  /** The name of a channel of the settings file. */
  readonly channel: string;
  /** Left out: all. */
  readonly kinds?: readonly string[];
  /** Qualified names of the plans it is about; left out: all. */
  readonly plans?: readonly string[];
}

/** The setting that has all subscriptions, so that who has changed them and why is in the journal. */
export const subscriptionsSetting = "server subscriptions";

export function subscriptionsOf(orchestrator: Orchestrator): readonly Subscription[] {
  const setting = orchestrator.settings().find(({ name }) => name === subscriptionsSetting);
  const value: Json | undefined = setting?.versions.at(-1)?.value;
  return Array.isArray(value) ? (value as unknown as readonly Subscription[]) : [];
}

export function versionOfSubscriptions(orchestrator: Orchestrator): number {
  return (
    orchestrator
      .settings()
      .find(({ name }) => name === subscriptionsSetting)
      ?.versions.at(-1)?.seq ?? 0
  );
}

export function wants(
  { kinds, plans }: Subscription,
  { kind, entry }: Pick<Frame, "kind" | "entry">,
): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  return plans === undefined || (entry !== undefined && plans.includes(entry));
}
