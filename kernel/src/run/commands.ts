import type { Json, Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Key } from "../identity.ts";
import type { Instant, Ref, Seq } from "../machine.ts";
import type { Fence, ToControl } from "../messages.ts";
import { capabilityOf } from "./call.ts";
import type { RunEvent } from "./events.ts";
import { membersAt } from "./held-members.ts";
import { clauseScope } from "./scope.ts";
import { frameAt, laidAt, type RunState } from "./state.ts";

/**
 * A run's command, carried out by the shell. Delivery is at least once; receivers drop repetitions by (key, attempt,
 * dispatch) or Ref.
 */
export type RunCommand =
  | {
      readonly do: "dispatch";
      readonly capability: string;
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly args: Json;
      readonly due?: Instant;
      /** How long its handler may be silent, in ms. */
      readonly heartbeat?: number;
      readonly fence?: number;
      readonly fences?: readonly Fence[];
      /** The members that it uses, as they stand under its fences. */
      readonly held?: readonly Fence[];
      /** For an undo or confirm: the key that it speaks of. */
      readonly of?: Key;
    }
  | { readonly do: "abort"; readonly key: Key; readonly attempt: number }
  | { readonly do: "wake"; readonly id: string; readonly due: Instant }
  | { readonly do: "send"; readonly from: Ref; readonly body: ToControl };

/** The command of one event for the shell. Equal calls return equal commands. */
export function command(plan: Plan, state: RunState, event: RunEvent, seq: Seq): RunCommand | undefined {
  switch (event.t) {
    case "Began":
      return {
        do: "dispatch",
        capability: event.capability,
        key: event.intent.key,
        attempt: event.attempt,
        dispatch: 1,
        args: event.args,
        ...(event.due === undefined ? {} : { due: event.due }),
        ...beating(plan, state, event.capability, event.args),
        ...(event.fence === undefined ? {} : { fence: event.fence }),
        ...(event.fences === undefined ? {} : { fences: event.fences }),
        ...heldFor(state, event.intent.key, event),
        ...(event.of === undefined ? {} : { of: event.of }),
      };
    case "Dispatched": {
      const intent = state.intents.get(event.key);
      if (intent === undefined) return undefined;
      return {
        do: "dispatch",
        capability: intent.capability,
        key: event.key,
        attempt: event.attempt,
        dispatch: event.dispatch,
        args: intent.args,
        ...(event.due === undefined ? {} : { due: event.due }),
        ...beating(plan, state, intent.capability, intent.args),
        ...(intent.fence === undefined ? {} : { fence: intent.fence }),
        ...(intent.fences === undefined ? {} : { fences: intent.fences }),
        ...heldFor(state, intent.key, intent),
        ...(intent.of === undefined ? {} : { of: intent.of }),
      };
    }
    case "Aborted":
      return { do: "abort", key: event.key, attempt: event.attempt };
    case "TimerSet":
      return { do: "wake", id: event.id, due: event.due };
    case "Deferred":
      return { do: "wake", id: `deferred ${event.intent.key}`, due: event.due };
    case "Asked":
      return { do: "send", from: refOf(state, seq, event.prev), body: event.ask };
    case "Closed":
      return {
        do: "send",
        from: refOf(state, seq, state.closed?.prev),
        body: {
          ask: "closed",
          status: event.status,
          ...(event.value === undefined ? {} : { value: event.value }),
          ...(event.failure === undefined ? {} : { failure: event.failure }),
        },
      };
    default:
      return undefined;
  }
}

/** None under a fence that has been replaced: the command of that is to be aborted. */
function heldFor(
  state: RunState,
  key: Key,
  { fence, fences }: { readonly fence?: number | undefined; readonly fences?: readonly Fence[] | undefined },
): { readonly held?: readonly Fence[] } {
  if (fences !== undefined) return { held: fences };
  const intent = fence === undefined ? undefined : state.intents.get(key);
  if (intent === undefined) return {};
  const frame = frameAt(state, intent.frame);
  const [member] = membersAt(state, frame, laidAt(frame, intent.node), intent.hold);
  if (member === undefined || member.fence !== fence) return {};
  const { pool, id } = member;
  return { held: [{ pool, id, fence }] };
}

function beating(
  plan: Plan,
  state: RunState,
  capability: string,
  args: Json,
): { readonly heartbeat?: number } {
  const every = capabilityOf(plan, capability).heartbeat;
  if (every === undefined) return {};
  const evaluated = evaluate(every, clauseScope(state, args));
  return "value" in evaluated && typeof evaluated.value === "number" ? { heartbeat: evaluated.value } : {};
}

function refOf(state: RunState, seq: Seq, prev: Seq | undefined): Ref {
  return { ...(prev === undefined ? {} : { prev }), seq, stream: `run/${state.start?.run ?? ""}` };
}
