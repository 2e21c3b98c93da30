import type { User } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan, Schema } from "@orchlang/plan";
import type { EventDeclaration, EventField } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import { parseInstant } from "@orchlang/plan/quantities";
import type { AnswerClause, Scenario, ScenarioClause, ScenarioContext } from "@orchlang/plan/scenarios";
import { sourceFor } from "../answers/cooperate.ts";
import { startDefault } from "../defaults.ts";
import type { Behaviour, Death, Happening, Resolution, SimulatedCall, SimulatedWorld } from "../world.ts";
import { type ApprovalFault, type CapabilityFault, faultyApproval, faultyCall } from "./faults.ts";
import { constantOf, durationOf, type Making, madeOf, Unplayable } from "./values.ts";

/** The world that a scenario describes. @throws Unplayable if something in it has no value. */
export function worldOf(
  scenario: Scenario,
  plan: Plan,
  context: ScenarioContext,
  happened: (clause: AnswerClause | ApprovalFault | CapabilityFault) => void,
): SimulatedWorld {
  const { clauses } = scenario;
  const start = startOf(scenario);
  const base: SimulatedWorld = { now: start, ...context };
  const readings: Record<string, Json> = {};
  const deaths: Death[] = [];
  const faults: CapabilityFault[] = [];
  const refusals: ApprovalFault[] = [];
  const answers = new Map<string, AnswerClause>();
  const makes = makingFor(plan, context, base);
  for (const clause of clauses) {
    if (clause.kind === "givenSignal" && clause.at === undefined)
      readings[clause.signal] = madeOf(clause.value, makes.signal(clause.signal));
    else if (clause.kind === "answer") answers.set(clause.capability, clause);
    else if (clause.kind === "crash") deaths.push({ moment: clause.moment, step: clause.step });
    else if (clause.kind === "workerDies") deaths.push({ moment: "worker", step: clause.step });
    else if (clause.kind === "capabilityFault") faults.push(clause);
    else if (clause.kind === "approvalFault") refusals.push(clause);
  }
  return {
    ...base,
    ...givenValues(scenario, plan, makes),
    readings,
    happenings: clauses.flatMap((clause) => happeningOf(clause, makes) ?? []),
    deaths,
    resolutions: clauses.flatMap((clause) =>
      clause.kind === "resolves" && clause.at === undefined
        ? [{ step: clause.step, as: resolutionOf(constantOf(clause.value)) }]
        : [],
    ),
    answers: answersOf(answers, faults, happened, makes),
    approvals: approvalsOf(refusals, happened),
  };
}

/** By what the values of a scenario are made up, each for its place. */
interface Makes {
  input(name: string, schema: Schema): Making;
  signal(name: string): Making;
  field(event: string, name: string): Making;
  /** @param call which call of it, from 1; `at`: when, in ms since the start. */
  result(capability: string, call: Pick<SimulatedCall, "nth" | "at">): Making;
}

function makingFor(plan: Plan, { signals = {}, armed }: ScenarioContext, base: SimulatedWorld): Makes {
  const start = base.now ?? startDefault;
  const make = (schema: Schema | undefined, place: string, purpose: string, now = start): Making => ({
    schema: schema ?? {},
    place,
    source: sourceFor(plan, base, purpose, { now, variation: 1 }),
  });
  const fieldsOf = (event: string): readonly EventField[] => {
    const declared = (armed?.events[event] ?? plan.events[event]) as EventDeclaration | undefined;
    return declared?.fields ?? [];
  };
  return {
    input: (name, schema) => make(schema, name, `given ${name}`),
    signal: (name) =>
      make(signals[name] ?? signals[name.replace(/\(.*$/su, "")], name, `given signal ${name}`),
    field: (event, name) =>
      make(fieldsOf(event).find((field) => field.name === name)?.schema, name, `given ${event}.${name}`),
    result: (name, { nth, at }) =>
      make(plan.capabilities[name]?.result?.schema, name, `answer ${name} ${nth}`, start + at),
  };
}

function happeningOf(clause: ScenarioClause, makes: Makes): Happening | undefined {
  switch (clause.kind) {
    case "givenEvent": {
      const fields = Object.entries(clause.fields).map(([name, value]) => [
        name,
        madeOf(value, makes.field(clause.event, name)),
      ]);
      const what = { event: clause.event, fields: Object.fromEntries(fields) as JsonObject };
      const twice = clause.twice ? { twice: true as const } : {};
      return { at: durationOf(clause.at), does: "occurs", ...what, ...twice };
    }
    case "givenSignal": {
      if (clause.at === undefined) return undefined;
      const value = madeOf(clause.value, makes.signal(clause.signal));
      return { at: durationOf(clause.at), does: "senses", signal: clause.signal, value };
    }
    case "resourceLost": {
      const lasts = clause.for === undefined ? {} : { for: durationOf(clause.for) };
      return { at: durationOf(clause.at), does: "loses", pool: clause.pool, ...lasts };
    }
    case "crashAt":
      return { at: durationOf(clause.at), does: "crashes" };
    case "operator":
      return { at: durationOf(clause.at), does: "orders", order: orders[clause.command] };
    case "resolves": {
      if (clause.at === undefined) return undefined;
      const as = resolutionOf(constantOf(clause.value));
      return { at: durationOf(clause.at), does: "resolves", step: clause.step, as };
    }
    case "consentWithdrawn":
      return { at: durationOf(clause.at), does: "withdraws", scope: clause.scope };
    case "clockJumps":
      return { at: jumpsAt, does: "jumps", by: movedBy(clause.by) };
    default:
      return undefined;
  }
}

/** When the wall clock is moved: everything that begins at once has begun. ms. */
const jumpsAt = 1;

function movedBy(by: Expression): number {
  const value = constantOf(by);
  return typeof value === "number" ? Math.round(value) : 0;
}

const orders = {
  cancels: { order: "cancel", undo: true },
  pauses: { order: "pause" },
  unpauses: { order: "unpause" },
} as const;

function resolutionOf(value: Json): Resolution {
  if (value === "retry") return "retry";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const { completed, failed } = value as JsonObject;
    if (completed !== undefined) return { completed };
    if (typeof failed === "string") return { failed };
  }
  throw new Unplayable("an operator resolves with `{ completed: … }`, `{ failed: … }` or `retry`");
}

function startOf({ clauses }: Scenario): number {
  for (const clause of clauses) {
    if (clause.kind !== "given" || clause.name !== "now") continue;
    const value = constantOf(clause.value);
    const parsed = typeof value === "string" ? parseInstant(value) : undefined;
    if (parsed !== undefined && "ok" in parsed) return parsed.ok as number;
  }
  return startDefault;
}

function givenValues(
  { clauses }: Scenario,
  plan: Plan,
  makes: Makes,
): Pick<SimulatedWorld, "input" | "user"> {
  const params = (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params ?? [];
  const input: Record<string, Json> = {};
  let user: User | undefined;
  for (const clause of clauses) {
    if (clause.kind !== "given" || clause.name === "now") continue;
    const param = params.find(({ name }) => name === clause.name);
    if (param === undefined) {
      user = { id: "somebody", roles: ["*"], consents: ["*"], ...(constantOf(clause.value) as JsonObject) };
      continue;
    }
    input[clause.name] = madeOf(clause.value, makes.input(clause.name, param.schema));
  }
  return user === undefined ? { input } : { input, user };
}

function answersOf(
  answers: ReadonlyMap<string, AnswerClause>,
  faults: readonly CapabilityFault[],
  happened: (clause: AnswerClause | CapabilityFault) => void,
  makes: Makes,
): NonNullable<SimulatedWorld["answers"]> {
  const names = new Set([...answers.keys(), ...faults.map(({ capability }) => capability)]);
  const results = [...names].map((name) => {
    const clause = answers.get(name);
    const wrong = faults.filter(({ capability }) => capability === name);
    const behave = (call: SimulatedCall): Behaviour | undefined => {
      const making = makes.result(name, call);
      const well = clause && answered(clause, call, making);
      const behaviour = faultyCall(call, { faults: wrong, well, making }, happened);
      if (clause !== undefined && behaviour !== undefined && "ok" in behaviour) happened(clause);
      return behaviour;
    };
    return [name, behave] as const;
  });
  return Object.fromEntries(results);
}

function approvalsOf(
  faults: readonly ApprovalFault[],
  happened: (clause: ApprovalFault) => void,
): NonNullable<SimulatedWorld["approvals"]> {
  const byRole = Map.groupBy(faults, ({ role }) => role);
  return Object.fromEntries(
    [...byRole].map(([role, ofIt]) => [role, (call) => faultyApproval(call, ofIt, happened)]),
  );
}

function answered({ value, after }: AnswerClause, { args }: SimulatedCall, making: Making) {
  return {
    ok: madeOf(value, making, { args }),
    ...(after === undefined ? {} : { after: durationOf(after) }),
  };
}
