import {
  type AnswerClause,
  type Expression,
  type Json,
  type JsonObject,
  type Plan,
  parseInstant,
  type Scenario,
  type ScenarioClause,
  type ScenarioContext,
} from "@orchlang/plan";
import type { User } from "../../kernel/run/events.ts";
import { sourceFor } from "../answers/cooperate.ts";
import { startDefault } from "../defaults.ts";
import type { Behaviour, Death, Happening, Resolution, SimulatedCall, SimulatedWorld } from "../world.ts";
import { type CapabilityFault, faultyCall } from "./faults.ts";
import { constantOf, durationOf, evaluated, givenOf, Unplayable } from "./values.ts";

/** The world that a scenario tells of. @throws Unplayable where something in it has no value. */
export function worldOf(
  scenario: Scenario,
  plan: Plan,
  context: ScenarioContext,
  happened: (clause: AnswerClause | CapabilityFault) => void,
): SimulatedWorld {
  const { clauses } = scenario;
  const start = startOf(scenario);
  const base: SimulatedWorld = { now: start, ...context };
  const readings: Record<string, Json> = {};
  const deaths: Death[] = [];
  const faults: CapabilityFault[] = [];
  const answers = new Map<string, AnswerClause>();
  for (const clause of clauses) {
    if (clause.kind === "givenSignal") readings[clause.signal] = constantOf(clause.value, start);
    else if (clause.kind === "answer") answers.set(clause.capability, clause);
    else if (clause.kind === "crash") deaths.push({ moment: clause.moment, step: clause.step });
    else if (clause.kind === "workerDies") deaths.push({ moment: "worker", step: clause.step });
    else if (clause.kind === "capabilityFault") faults.push(clause);
  }
  return {
    ...base,
    ...givenValues(scenario, plan, base),
    readings,
    happenings: clauses.flatMap((clause) => happeningOf(clause, start) ?? []),
    deaths,
    resolutions: clauses.flatMap((clause) =>
      clause.kind === "resolves" && clause.at === undefined
        ? [{ step: clause.step, as: resolutionOf(constantOf(clause.value)) }]
        : [],
    ),
    answers: answersOf(answers, faults, happened, start),
  };
}

function happeningOf(clause: ScenarioClause, start: number): Happening | undefined {
  switch (clause.kind) {
    case "givenEvent": {
      const fields = Object.entries(clause.fields).map(([name, value]) => [name, constantOf(value, start)]);
      const what = { event: clause.event, fields: Object.fromEntries(fields) as JsonObject };
      const twice = clause.twice ? { twice: true as const } : {};
      return { at: durationOf(clause.at), does: "occurs", ...what, ...twice };
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
  base: SimulatedWorld,
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
    const start = { now: base.now ?? startDefault, variation: 1 };
    const source = sourceFor(plan, base, `given ${clause.name}`, start);
    input[clause.name] = givenOf(clause.value, param.schema, source, clause.name);
  }
  return user === undefined ? { input } : { input, user };
}

function answersOf(
  answers: ReadonlyMap<string, AnswerClause>,
  faults: readonly CapabilityFault[],
  happened: (clause: AnswerClause | CapabilityFault) => void,
  start: number,
): NonNullable<SimulatedWorld["answers"]> {
  const names = new Set([...answers.keys(), ...faults.map(({ capability }) => capability)]);
  const found = [...names].map((name) => {
    const clause = answers.get(name);
    const wrong = faults.filter(({ capability }) => capability === name);
    const behave = (call: SimulatedCall): Behaviour | undefined => {
      const well = clause && answered(clause, call, start);
      const behaviour = faultyCall(call, wrong, well, happened);
      if (clause !== undefined && behaviour !== undefined && "ok" in behaviour) happened(clause);
      return behaviour;
    };
    return [name, behave] as const;
  });
  return Object.fromEntries(found);
}

function answered({ value, after }: AnswerClause, { args, at }: SimulatedCall, start: number) {
  return {
    ok: evaluated(value, { args }, start + at),
    ...(after === undefined ? {} : { after: durationOf(after) }),
  };
}
