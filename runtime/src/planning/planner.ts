import type { Failure } from "@orchlang/kernel";
import type { JsonObject } from "@orchlang/plan";
import { placeInWords } from "@orchlang/plan/json";
import { compareMoney, formatMoney } from "@orchlang/plan/quantities";
import { fieldsOf } from "../capabilities/declared.ts";
import { requiredOf } from "../capabilities/schema.ts";
import type { Registered, Registry } from "../orchestrator/registry.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { plainFaultLines } from "../plain/convert.ts";
import { normal } from "../plain/normal.ts";
import type { NormalPlan, PlainCall, PlainFault, PlainPlan, PlainStep, Report } from "../plain/plan.ts";
import { calledBy, isPlainPlan } from "../plain/read.ts";
import { type Chain, chain, costOf } from "./chain.ts";
import { type Asked, asked, cheapest, overSteps, type PlanGoal, spokenOf, unlikeGoal } from "./goal.ts";

/**
 * Makes plans of what is registered. No model is asked and nothing is guessed: the same goal over the same registrations
 * gives the same plan, with the reasons in its `metadata`. A program that lets a model plan hands the model's plan to the
 * executor, which checks it like any other.
 */
export interface Planner {
  plan(goal: PlanGoal): Promise<PlainPlan | Refusal>;
  /**
   * The plan with another way around the step that failed: another capability that takes what the step gives it and gives
   * what is read of it; or, where the failure passes and a repetition is harmless, the step with further tries.
   */
  replan(
    plan: PlainPlan,
    failedStepId: string,
    error: Pick<Failure, "class" | "message">,
  ): Promise<PlainPlan | Refusal>;
}

export function planner(registry: Registry): Planner {
  return {
    plan: async (goal) => planned(goal, registry),
    replan: async (plan, step, error) => replanned(plan, step, error, registry),
  };
}

function planned(goal: PlanGoal, registry: Registry): PlainPlan | Refusal {
  const unlike = unlikeGoal(goal);
  if (unlike !== undefined) return refused("This is no goal.", [unlike]);
  const { context = {}, constraints = {} } = goal;
  const successCriteria = goal.successCriteria ?? goal.success_criteria ?? [];
  const all = registry
    .list()
    .filter(({ name, enabled }) => enabled && (constraints.capabilities?.includes(name) ?? true))
    .filter(({ name }) => !(constraints.without ?? []).includes(name));
  const known = new Set(Object.keys(context));
  const wants = asked(successCriteria, all, known);
  const isOpen = wants.wanted.length === 0 && wants.conditions.length === 0 && wants.unmet.length === 0;
  const spoken = isOpen ? spokenOf(goal.description, all) : undefined;
  const wanted = spoken === undefined ? wants.wanted : [spoken];
  if (wanted.length === 0 && wants.unmet.length === 0)
    return refused(
      "No capability has to do with this goal.",
      all.map(({ name }) => `there is ${name}`),
    );
  const result = chain(wanted, all, known);
  const missing = result.missing.map(
    (name) => `\`${name}\`: it is not in the context, and no capability gives it`,
  );
  const faults = [...wants.unmet, ...missing, ...beyond(result, goal)];
  if (faults.length > 0) return refused("There is no plan for this goal.", faults);
  return written({ ...goal, successCriteria }, result, wants, wanted);
}

/** Where the limits rule every way out that there is. */
function beyond(found: Chain, { constraints = {} }: PlanGoal): readonly string[] {
  const { maxSteps, maxCost } = constraints;
  const faults: string[] = [];
  if (maxSteps !== undefined && found.steps.length > maxSteps)
    faults.push(`it takes ${found.steps.length} steps, and ${maxSteps} are allowed`);
  const cost = costOf(found);
  const costs = maxCost === undefined ? [] : found.steps.flatMap(({ capability }) => capability.cost ?? []);
  for (const one of costs)
    if (one.currency !== maxCost?.currency && Number(one.amount) > 0)
      faults.push(`a step may cost ${formatMoney(one)}, which is in another currency than \`maxCost\``);
  if (maxCost !== undefined && cost.currency === maxCost.currency && compareMoney(cost, maxCost) > 0)
    faults.push(`it may cost ${formatMoney(cost)}, and ${formatMoney(maxCost)} is allowed`);
  return faults;
}

function written(
  goal: PlanGoal,
  { steps }: Chain,
  { conditions, sentences }: Asked,
  wanted: readonly Registered[],
): PlainPlan {
  const ids = new Map(steps.map(({ capability }, index) => [capability.name, `step_${index + 1}`]));
  const { maxSteps: _, capabilities: __, without: ___, ...constraints } = goal.constraints ?? {};
  return {
    ...(goal.id === undefined ? {} : { id: goal.id, goalId: goal.id }),
    description: goal.description,
    goal: {
      description: goal.description,
      successCriteria: (goal.successCriteria ?? []).map((one) => (typeof one === "string" ? one : one.says)),
    },
    steps: steps.map((step) => callOf(step, ids)),
    successCriteria: [
      ...conditions.map(({ text, facts }) =>
        overSteps(text, (fact) => {
          const by = facts[fact];
          return by === undefined
            ? undefined
            : by === "input"
              ? `input.${fact}`
              : `${ids.get(by)}.output.${fact}`;
        }),
      ),
      ...sentences.map((says) => ({ says })),
    ],
    output: Object.fromEntries(wanted.map(({ name }) => [name, `{{${ids.get(name)}.output}}`])),
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    metadata: { because: steps.map((step) => reason(step, ids, wanted)) },
  };
}

function callOf({ capability, from }: Chain["steps"][number], ids: ReadonlyMap<string, string>): PlainStep {
  const params = Object.fromEntries(
    Object.entries(from).map(([name, by]) => [
      name,
      by === "input" ? `{{input.${name}}}` : `{{${ids.get(by)}.output.${name}}}`,
    ]),
  );
  const type = capability.type === "service" ? "tool" : capability.type;
  return { id: ids.get(capability.name) ?? "", type, capability: capability.name, params };
}

function reason(
  { capability, from }: Chain["steps"][number],
  ids: ReadonlyMap<string, string>,
  wanted: readonly Registered[],
): string {
  const given = Object.entries(from).flatMap(([name, by]) =>
    by === "input" ? [] : [`${name} of ${ids.get(by)}`],
  );
  const why = wanted.includes(capability) ? "it is asked for" : "its result is needed";
  return `${ids.get(capability.name)}: ${capability.name}, since ${why}${given.length === 0 ? "" : `; it takes ${given.join(", ")}`}`;
}

/** Failures that pass by themselves, or may. */
const passing: ReadonlySet<string> = new Set([
  "transient",
  "timeout",
  "crashed",
  "resource_lost",
  "circuit_open",
]);
const furtherTries = 2;

function replanned(
  given: PlainPlan,
  failed: string,
  error: Pick<Failure, "class" | "message">,
  registry: Registry,
): PlainPlan | Refusal {
  const plan = read(given, registry);
  if ("faults" in plan) return { refused: "plan", message: "This is no plan.", details: plan.faults };
  if (!isFailure(error)) return { refused: "shape", message: "The error is { class, message }." };
  const step = plan.steps.find(({ id }) => id === failed);
  if (step === undefined) return refused(`The plan has no step \`${failed}\`.`, []);
  if (step.type === "wait" || step.type === "conditional")
    return refused(`\`${failed}\` calls nothing: there is no other way of doing it.`, []);
  const name = calledBy(step) ?? "";
  const results = new Set([name, ...triedFor(plan, failed)]);
  const others = registry
    .list()
    .filter((one) => one.enabled && !results.has(one.name) && standsIn(one, step, plan));
  const other = cheapest(others);
  if (other !== undefined) {
    const { tool: _, agent: __, llm: ___, name: ____, ...rest } = step;
    const type = other.type === "service" ? step.type : other.type;
    return changed(
      plan,
      { ...rest, type, capability: other.name },
      [...results],
      `${other.name} instead of ${name}: ${error.message}`,
    );
  }
  const known = registry.get(name);
  if (
    known !== undefined &&
    known.effect !== "once" &&
    passing.has(error.class) &&
    triedFor(plan, failed).length === 0
  )
    return changed(
      plan,
      { ...step, retries: (step.retries ?? 0) + furtherTries },
      [...results],
      `tried again: ${error.message}`,
    );
  return refused(`There is no other way of doing \`${failed}\`.`, [`${name}: ${error.message}`]);
}

/** The plan in its normal form, or what is wrong with its form: it was made who knows where. */
function read(given: unknown, registry: Registry): NormalPlan | { readonly faults: readonly string[] } {
  const faults: PlainFault[] = [];
  const report: Report = (place, says) => faults.push({ at: placeInWords(place), says });
  const { plan } = normal(given, registry, report);
  return isPlainPlan(plan, report) && faults.length === 0 ? plan : { faults: plainFaultLines(faults) };
}

function isFailure(error: unknown): error is Pick<Failure, "class" | "message"> {
  return typeof error === "object" && error !== null && "class" in error && "message" in error;
}

/** True if it takes what the step gives, needs nothing more, and gives what is read of the step. */
function standsIn(one: Registered, step: PlainCall, plan: NormalPlan): boolean {
  const given = Object.keys(step.params ?? {});
  const takes = fieldsOf(one.input?.json);
  const gives = fieldsOf(one.output?.json);
  if (takes === undefined || gives === undefined) return false;
  const needs = [...requiredOf(one.input?.json)];
  const read = readOf(step.id, plan);
  return (
    given.every((name) => Object.hasOwn(takes, name)) &&
    needs.every((name) => given.includes(name)) &&
    (read.length > 0 || step.type === one.type) &&
    read.every((name) => Object.hasOwn(gives, name))
  );
}

/** The fields of its output that the plan speaks of. */
function readOf(step: string, { steps, output, successCriteria }: NormalPlan): readonly string[] {
  const text = JSON.stringify({ steps, output, successCriteria });
  const regExpStringIterator = text.matchAll(
    new RegExp(`(?<![\\w.-])${step}\\.(?:output|result)\\.(?<field>[\\w$]+)`, "gu"),
  );
  return [...new Set([...regExpStringIterator].flatMap(({ groups }) => groups?.field ?? []))];
}

function triedFor({ metadata = {} }: NormalPlan, step: string): readonly string[] {
  const fields = metadata.tried as JsonObject | undefined;
  const names = fields?.[step];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function changed(plan: NormalPlan, step: PlainCall, texts: readonly string[], because: string): PlainPlan {
  const { metadata = {} } = plan;
  const before = Array.isArray(metadata.because) ? metadata.because : [];
  return {
    ...plan,
    steps: plan.steps.map((one) => (one.id === step.id ? step : one)),
    metadata: {
      ...metadata,
      because: [...before, `${step.id}: ${because}`],
      tried: { ...(metadata.tried as JsonObject | undefined), [step.id]: [...texts] },
    },
  };
}

function refused(message: string, details: readonly string[]): Refusal {
  return { refused: "goal", message, details };
}
