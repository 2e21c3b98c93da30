/** Secrets in the journal: only their public form is stored in plain text (semantics, rule 50). */

import type { RunId, Seq, StreamId } from "@orchlang/kernel";
import type { ControlEvent, Declarations } from "@orchlang/kernel/control";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import { sealedEvent } from "../journal/sealed.ts";
import type { Sealer } from "../journal/sealer.ts";
import { isOpen, labelInside } from "./mask.ts";
import { type Around, isOpenPlan, maskedControl } from "./mask-control.ts";

/** True if anything of a plan is labelled `secret`. */
export function handlesSecrets(plan: Plan): boolean {
  return !isOpenPlan(plan, "personal");
}

/** An event of a run as it rests: of a plan that handles secrets all values of all events are sealed, whatever they are. */
export function restingRun(sealer: Sealer, plan: Plan, stream: StreamId) {
  const isClosed = handlesSecrets(plan);
  return (event: RunEvent, seq: Seq): object => {
    if (!isClosed || bare.has(event.t)) return event;
    return sealedEvent(sealer, event, frame(event), { stream, seq });
  };
}

/** These hold no value. */
const bare: ReadonlySet<RunEvent["t"]> = new Set(["Woke", "Lost", "Dispatched", "TimerSet", "TimerCleared"]);

const framing = ["t", "at", "key", "attempt", "dispatch", "run", "plan", "deploy"] as const;

function frame(event: object): object {
  const known = event as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    framing.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])),
  );
}

/** An event of control as it rests: with placeholders, and the whole sealed, where something in it is secret. */
export function restingControl(
  sealer: Sealer,
  stream: StreamId,
  around: Omit<Around, "state" | "clearance">,
) {
  return (event: ControlEvent, seq: Seq, state: Around["state"]): object => {
    const run = runIn(event);
    const known = run === undefined ? undefined : around.planOf(run);
    const plan = known ?? ("plan" in event ? around.plan(event.plan) : undefined);
    const place = { stream, seq };
    if (plan !== undefined && handlesSecrets(plan)) {
      const from = event.t === "Heard" ? { from: event.from, ack: event.ack } : { run };
      return speaking.has(event.t) ? sealedEvent(sealer, event, { ...frame(event), ...from }, place) : event;
    }
    const { declared } = state;
    const starts = Object.values(declared.targets);
    if (!declaresSecrets(declared) && starts.every((id) => isOpenPlan(around.plan(id), "personal")))
      return event;
    const shown = maskedControl(event, { ...around, state, clearance: "personal" });
    return JSON.stringify(shown) === JSON.stringify(event) ? event : sealedEvent(sealer, event, shown, place);
  };
}

/** Messages from runs and to runs, and inputs of runs. */
const speaking: ReadonlySet<ControlEvent["t"]> = new Set([
  "Heard",
  "Answer",
  "Answered",
  "Signed",
  "Granted",
  "Declined",
  "Revoked",
  "Read",
  "Matched",
  "Kept",
  "Fired",
]);

function runIn(event: ControlEvent): RunId | undefined {
  if (event.t === "Heard") return event.from.stream.slice("run/".length);
  if (event.t === "Answer") return event.task.stream.slice("run/".length);
  return "run" in event ? event.run : undefined;
}

const declaring = new WeakMap<Declarations, boolean>();

/** True if a signal, a flag, a field of an event or a member is secret. */
function declaresSecrets(declared: Declarations): boolean {
  let known = declaring.get(declared);
  if (known === undefined) {
    const { signals, flags, events, kinds, schemas } = declared;
    const inside = (schema: Parameters<typeof labelInside>[0]): boolean =>
      labelInside(schema, schemas, "personal") !== undefined;
    known =
      Object.values(signals).some(({ label, schema }) => !isOpen(label, "personal") || inside(schema)) ||
      Object.values(flags).some(({ label }) => !isOpen(label, "personal")) ||
      Object.values(events).some(({ fields }) =>
        fields.some(({ label, schema }) => !isOpen(label, "personal") || inside(schema)),
      ) ||
      Object.values(kinds).some(inside);
    declaring.set(declared, known);
  }
  return known;
}
