/**
 * Control's events as screens, logs or the journal may show them (semantics, rule 50): values labelled above
 * `internal`, or `personal`, become placeholders. The labels of messages to and from runs are in their plans; messages
 * of a plan that isn't available are masked completely.
 */

import type { Occurrence, Reads, Ref, RunId, ToControl, ToRun } from "@orchlang/kernel";
import type { ControlEvent, ControlState, Firing } from "@orchlang/kernel/control";
import type { Json, JsonObject, Plan, PlanId } from "@orchlang/plan";
import { labelOf } from "../context/known-now.ts";

import { type Clearance, hidden, isOpen, labelInside, maskedArguments, maskedValue } from "./mask.ts";

export interface Around {
  readonly clearance: Clearance;
  readonly state: ControlState;
  planOf(run: RunId): Plan | undefined;
  plan(id: PlanId): Plan | undefined;
}

export function maskedControl(event: ControlEvent, around: Around): JsonObject {
  return { ...event, ...masks(event, around) } as unknown as JsonObject;
}

/** The fields of the event to replace, with their masked values. */
function masks(event: ControlEvent, around: Around): Readonly<Record<string, Json>> {
  const { state } = around;
  switch (event.t) {
    case "Sensed":
      return event.value === undefined ? {} : { value: maskedReading(around, event.name, event.value) };
    case "Turned":
      return {
        ...(event.value === undefined ? {} : { value: ofName(around, event.name, event.value) }),
        because: maskedReads(around, event.because),
      };
    case "Occurred":
      return { fields: fieldsOf(around, event.event, event.fields) };
    case "Kept":
      return { occurrence: ofOccurrence(around, event.occurrence) };
    case "Fused":
      return { fields: fieldsOf(around, event.fusion, event.fields) };
    case "Member":
      return event.fields === undefined ? {} : { fields: memberFields(around, event.pool, event.fields) };
    case "Called":
      return {
        request: Object.values(state.declared.targets).every((id) =>
          isOpenPlan(around.plan(id), around.clearance),
        )
          ? event.request
          : closed(around),
      };
    case "Fired":
      return { args: argumentsOf(event, around) };
    case "Queued":
      return { firing: { ...event.firing, args: argumentsOf(event.firing, around) } as unknown as Json };
    case "Answer":
      return { value: ofRun(around, runIn(event.task), event.value) };
    case "Heard":
      return { ask: { ...event.ask, ...asked(event.ask, runIn(event.from), around) } as unknown as Json };
    default:
      return "say" in event
        ? { say: { ...event.say, ...maskedMessage(event.say, event.run, around) } as unknown as Json }
        : {};
  }
}

/** The placeholder for values whose label is unknown. */
function closed({ clearance }: Around): string {
  return hidden(clearance === "internal" ? "personal" : "secret");
}

function runIn({ stream }: Ref): RunId {
  return stream.slice("run/".length);
}

function asked(ask: ToControl, run: RunId, around: Around): Readonly<Record<string, Json>> {
  const plan = around.planOf(run);
  const args = (capability: string, given: Json): Json => {
    const params = plan?.capabilities[capability]?.params;
    return params === undefined || plan === undefined
      ? ofRun(around, run, given)
      : maskedArguments(params, given, { schemas: plan.schemas, clearance: around.clearance });
  };
  switch (ask.ask) {
    case "task":
      return { task: { ...ask.task, args: args(ask.task.capability, ask.task.args) } as unknown as Json };
    case "gate": {
      const hold =
        ask.hold === undefined || isOpenPlan(plan, around.clearance)
          ? undefined
          : withoutGiven(ask.hold, closed(around));
      return { args: args(ask.capability, ask.args), ...(hold === undefined ? {} : { hold }) };
    }
    case "hold":
      return isOpenPlan(plan, around.clearance) ? {} : { hold: withoutGiven(ask.hold, closed(around)) };
    case "survey":
      if (isOpenPlan(plan, around.clearance)) return {};
      return {
        wanted: ask.wanted.map(({ hold, ...rest }) => ({
          ...rest,
          hold: withoutGiven(hold, closed(around)),
        })),
      };
    case "remember":
      return { value: ofRun(around, run, ask.value) };
    case "emit":
      return { fields: fieldsOf(around, ask.event, ask.fields) };
    case "closed": {
      const { value, failure } = ask;
      return {
        ...(value === undefined ? {} : { value: ofRun(around, run, value) }),
        ...(failure === undefined || isOpenPlan(plan, around.clearance)
          ? {}
          : { failure: { ...failure, message: closed(around) } as unknown as Json }),
      };
    }
    default:
      return {};
  }
}

/** The values that choose a hold may contain anything the run knows. */
function withoutGiven(hold: Extract<ToControl, { ask: "hold" }>["hold"], why: string): Json {
  const { given: _, near, rules, ...rest } = hold;
  const shown = { ...rest, ...(near === undefined ? {} : { near: why }) };
  return { ...shown, ...(rules === undefined ? {} : { rules: why }), given: why } as unknown as Json;
}

function maskedMessage(say: ToRun, run: RunId, around: Around): Readonly<Record<string, Json>> {
  return {
    ...("reads" in say ? { reads: maskedReads(around, say.reads) } : {}),
    ...("value" in say ? { value: ofRun(around, run, say.value) } : {}),
    ...("recalled" in say && say.recalled !== undefined
      ? { recalled: { value: ofRun(around, run, say.recalled.value) } }
      : {}),
    ...("members" in say && say.members !== undefined
      ? {
          members: say.members.map((one) => ({ ...one, fields: memberFields(around, one.pool, one.fields) })),
        }
      : {}),
    ...(say.say === "matched" ? { occurrence: ofOccurrence(around, say.occurrence) } : {}),
  };
}

/** A value of a run whose plan has no label above `internal` is shown in full. */
function ofRun(around: Around, run: RunId, value: Json): Json {
  return isOpenPlan(around.planOf(run), around.clearance) ? value : closed(around);
}

const open: { readonly [Level in Clearance]: WeakMap<Plan, boolean> } = {
  internal: new WeakMap(),
  personal: new WeakMap(),
};

/** True if nothing of a plan is above a clearance. */
export function isOpenPlan(plan: Plan | undefined, clearance: Clearance): boolean {
  if (plan === undefined) return false;
  let known = open[clearance].get(plan);
  if (known === undefined) {
    known = [...typesIn(plan)].every(
      ({ label, schema }) =>
        isOpen(label, clearance) && labelInside(schema, plan.schemas, clearance) === undefined,
    );
    open[clearance].set(plan, known);
  }
  return known;
}

function* typesIn({ capabilities, routines, goals }: Plan) {
  for (const { params, result } of [
    ...Object.values(capabilities),
    ...Object.values(routines),
    ...Object.values(goals),
  ]) {
    yield* params;
    if (result !== null && result !== undefined) yield result;
  }
}

function argumentsOf(
  { plan: id, target, args }: Pick<Firing, "plan" | "target" | "args">,
  around: Around,
): Json {
  const plan = around.plan(id);
  const entry = plan?.routines[target] ?? plan?.goals[target];
  return plan === undefined || entry === undefined
    ? closed(around)
    : maskedArguments(entry.params, args, { schemas: plan.schemas, clearance: around.clearance });
}

function ofOccurrence(around: Around, occurrence: Occurrence): Json {
  return { ...occurrence, fields: fieldsOf(around, occurrence.event, occurrence.fields) } as unknown as Json;
}

/** Fields of an undeclared event count as not personal. */
function fieldsOf({ state: { declared }, clearance }: Around, event: string, fields: Json): Json {
  const eventDeclaration = declared.events[event];
  return eventDeclaration === undefined
    ? fields
    : maskedArguments(eventDeclaration.fields, fields, { schemas: declared.schemas, clearance });
}

function memberFields({ state: { declared }, clearance }: Around, pool: string, fields: JsonObject): Json {
  const schema = declared.kinds[pool];
  const label = { confidentiality: "internal", integrity: "trusted" } as const;
  return schema === undefined
    ? fields
    : maskedValue(fields, { schema, label }, { schemas: declared.schemas, clearance });
}

function maskedReads(around: Around, reads: Reads): Json {
  return reads.map((read) =>
    read.value === undefined ? read : { ...read, value: ofName(around, read.name, read.value) },
  ) as unknown as Json;
}

/** As the most confidential of the signals that are read from the source. */
function maskedReading(around: Around, source: string, value: Json): Json {
  let result = value;
  for (const name of [source, ...(around.state.laid.bySource.get(source) ?? [])]) {
    const masked = ofName(around, name, value);
    if (masked !== value) result = masked;
  }
  return result;
}

function ofName({ state, clearance }: Around, name: string, value: Json): Json {
  const { declared } = state;
  const plain = name.replace(/\(.*$/u, "");
  const confidentiality = labelOf(state, plain);
  const label = { confidentiality, integrity: "trusted" } as const;
  if (!isOpen(label, clearance)) return hidden(confidentiality);
  const signal = declared.signals[plain];
  return signal === undefined ? value : maskedValue(value, signal, { schemas: declared.schemas, clearance });
}
