/** Progress of a waiting statement: evaluated whenever the run receives something, and again when it is decided. */

import type { JsonObject, Parameter, Plan, Schema } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Call, Key } from "../identity.ts";
import type { Instant } from "../machine.ts";
import { askedOfPerson } from "../people.ts";
import { answerSchema } from "./answer.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import type { NodeState } from "./node-state.ts";
import { holdsAt, numberAt, within } from "./scope.ts";
import { frameAt, type Heard, type IntentState, laidAt, nodeAt, type Place, type View } from "./state.ts";

/** `drifts`: a condition that has to hold does not. `holds`: the condition has held long enough; `begins`, `ends`: the time for which it has to hold begins or is cut short. */
type WaitProgress =
  | { readonly kind: "occurrence"; readonly heard: Heard }
  | { readonly kind: "over" }
  | { readonly kind: "drifts" }
  | { readonly kind: "holds" }
  | { readonly kind: "begins"; readonly until: number }
  | { readonly kind: "ends" };

export function waitProgressOf(state: View, { frame: id, node: at }: Place): WaitProgress | undefined {
  const frame = frameAt(state, id);
  const laid = laidAt(frame, at);
  const { node } = laid;
  const now = nodeAt(frame, at);
  // An occurrence or condition comes too late once a handler stands in for it.
  if (now.slot !== "do") return undefined;
  if (node.kind === "wait" && node.for.kind === "condition") {
    return ofCondition(state, frame, laid, now, node.for);
  }
  if (node.kind === "wait" && node.for.kind === "while")
    return holdsAt(state, within(frame, laid.block.id), node.for.condition) ? undefined : { kind: "drifts" };
  if (node.kind === "wait" && node.for.kind === "occurrence") {
    const from = node.for.next ? (now.began ?? 0) : 0;
    return ofOccurrence(firstOf(state, frame, laid, { ...node.for, from }));
  }
  if (node.kind !== "loop" || node.over.kind !== "occurrences" || (now.loop?.running ?? 0) > 0)
    return undefined;
  if (now.loop?.isLast === true) return { kind: "over" };
  const { over } = node;
  const rounds = now.loop?.rounds ?? 0;
  // `until` reads the latest value; before the first round there is none.
  const last = now.loop === undefined || rounds === 0 ? {} : { [node.variable]: now.loop.value };
  const position = within(frame, laid.block.id, last);
  const upTo = numberAt(state, position, node.upTo) ?? 0;
  if (rounds >= upTo || (over.until !== undefined && holdsAt(state, position, over.until)))
    return { kind: "over" };
  return ofOccurrence(firstOf(state, frame, laid, { ...over, from: 0 }));
}

function ofCondition(
  state: View,
  frame: Frame,
  { block }: LaidNode,
  { holdsUntil }: NodeState,
  what: { readonly condition: Expression; readonly held?: Expression },
): WaitProgress | undefined {
  const position = within(frame, block.id);
  if (!holdsAt(state, position, what.condition))
    return holdsUntil === undefined ? undefined : { kind: "ends" };
  if (what.held === undefined) return { kind: "holds" };
  if (holdsUntil !== undefined) return undefined;
  return { kind: "begins", until: state.at + (numberAt(state, position, what.held) ?? 0) };
}

function ofOccurrence(heard: Heard | undefined): WaitProgress | undefined {
  return heard === undefined ? undefined : { kind: "occurrence", heard };
}

interface Wanted {
  readonly event: string;
  readonly where?: Expression;
  readonly from: number;
}

/** The first that suits and that nobody has taken. */
function firstOf(
  state: View,
  frame: Frame,
  { block }: LaidNode,
  { event, where, from }: Wanted,
): Heard | undefined {
  return state.occurrences
    .get(event)
    ?.find(
      (one) =>
        one.at >= from &&
        (where === undefined || holdsAt(state, within(frame, block.id, { event: one.fields }), where)),
    );
}

/** Somebody is asked, and has not answered. */
export interface WantsAnswer {
  readonly for: "answer";
  readonly step: string;
  readonly call: Call;
  readonly key: Key;
  readonly role: string;
  readonly show: string;
  /** JSON Schema of an answer, with the named types that it speaks of. */
  readonly wants: Schema;
  /** Not the step's result is asked for, but whether it may go ahead. */
  readonly approval?: true;
  /** Where several have to answer: how many, and who has. */
  readonly people?: { readonly of: number; readonly signed: readonly string[] };
  /**
   * Only some who have the role may answer, by the capability's `where`: fields of `user` with which somebody may, as
   * far as everybody may see them (else `…`).
   */
  readonly restricted?: JsonObject;
  readonly due?: Instant;
}

/** The question that an intent asks people, if any. */
export function wantsAnswer(plan: Plan, intent: IntentState, step: string): WantsAnswer | undefined {
  const { key, show, approval, capability } = intent;
  if (show === undefined) return undefined;
  const { role, text, of, signed = [], due = intent.due } = show;
  return {
    for: "answer",
    step,
    call: intent.intent.call,
    key,
    role,
    show: text,
    wants: answerSchema(plan, capability, approval),
    ...(approval ? { approval: true } : {}),
    ...(of === undefined ? {} : { people: { of, signed } }),
    ...restrictedBy(plan, intent, role, signed),
    ...(due === undefined ? {} : { due }),
  };
}

function restrictedBy(
  plan: Plan,
  { capability, approval, args }: IntentState,
  role: string,
  signed: readonly string[],
): Pick<WantsAnswer, "restricted"> {
  const { human, params = [] } = plan.capabilities[capability] ?? {};
  if (approval || human?.where === undefined) return {};
  const asked = askedOfPerson({ role, where: human.where, args }, signed);
  if (params.every((param) => isOpen(param, plan))) return { restricted: asked };
  // They are compared with values that not everybody may see.
  return { restricted: Object.fromEntries(Object.keys(asked).map((field) => [field, "…"])) };
}

/** True if neither the parameter nor a field of a type in its plan is labelled above `internal`. */
function isOpen({ label, schema }: Parameter, { schemas }: Plan): boolean {
  const isLow = label.confidentiality === "public" || label.confidentiality === "internal";
  return isLow && !JSON.stringify([schema, schemas]).includes('"x-labels"');
}
