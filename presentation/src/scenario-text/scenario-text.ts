import type { Json, Plan, Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import { durationLiteral } from "@orchlang/plan/quantities";
import type { Action, Selector } from "@orchlang/plan/rules";
import type {
  ExpectClause,
  FaultBehaviour,
  Scenario,
  ScenarioClause,
  ScenarioContext,
  StepName,
} from "@orchlang/plan/scenarios";
import { literal, quoted } from "./literal.ts";

/** The context of a scenario's text: its plan, and the types that no plan file contains. */
export interface ScenarioTypes {
  readonly plan: Plan;
  readonly context: Pick<ScenarioContext, "schemas" | "signals" | "armed">;
}

/** `home`: the module that the scenario is written into, with the dot behind it. */
interface Written extends ScenarioTypes {
  readonly home: string;
}

/**
 * A scenario as a program writes it, one clause a line, into the module of what it is for. Values are constants; what
 * another module declares stands by its whole name where the grammar lets it.
 */
export function scenarioText(scenario: Scenario, types: ScenarioTypes): string {
  const { target } = scenario;
  const written = { ...types, home: target.slice(0, target.lastIndexOf(".") + 1) };
  const lines = scenario.clauses.map((clause) => `  ${clauseText(clause, written)}`);
  return [`scenario ${quoted(scenario.says)} for ${short(scenario.target)} {`, ...lines, "}", ""].join("\n");
}

function clauseText(clause: ScenarioClause, types: Written): string {
  const { plan, context } = types;
  const defs = { ...context.schemas, ...context.armed?.schemas, ...plan.schemas };
  switch (clause.kind) {
    case "given": {
      const params = (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params ?? [];
      const schema = params.find(({ name }) => name === clause.name)?.schema;
      const is: Schema = schema ?? (clause.name === "now" ? { type: "string", "x-orch": "Instant" } : {});
      return `given  ${clause.name} = ${literal(constant(clause.value), is, defs)}`;
    }
    case "givenSignal": {
      const value = literal(constant(clause.value), signalSchema(types, clause.signal), defs);
      const at = clause.at === undefined ? "" : ` at ${duration(clause.at)}`;
      return `given  signal ${short(clause.signal)} = ${value}${at}`;
    }
    case "givenEvent": {
      const fields = Object.entries(clause.fields).map(
        ([name, value]) =>
          `${name}: ${literal(constant(value), fieldSchema(types, clause.event, name), defs)}`,
      );
      const twice = clause.twice ? " twice" : "";
      return `given  event ${named(clause.event, types)}(${fields.join(", ")}) at ${duration(clause.at)}${twice}`;
    }
    case "consentWithdrawn":
      return `given  consent ${quoted(clause.scope)} withdrawn at ${duration(clause.at)}`;
    case "answer": {
      const after = clause.after === undefined ? "" : ` after ${duration(clause.after)}`;
      return `answer ${named(clause.capability, types)} with ${resultText(clause.capability, clause.value, types)}${after}`;
    }
    case "operator":
      return `operator ${clause.command} at ${duration(clause.at)}`;
    case "resolves": {
      const at = clause.at === undefined ? "" : ` at ${duration(clause.at)}`;
      const is = { type: "object", properties: { completed: resultAt(plan, clause.step) } };
      return `operator resolves ${stepText(clause.step)} ${literal(constant(clause.value), is, defs)}${at}`;
    }
    case "expect":
      return `expect ${expectText(clause, types)}`;
    default:
      return `fault  ${faultText(clause, types)}`;
  }
}

/** The type of what a step gives: its own, or that of the capability that stands for it. */
function resultAt({ routines, entry, capabilities }: Plan, step: StepName): Schema {
  const node = "node" in step ? routines[entry]?.nodes.find(({ id }) => id === step.node) : undefined;
  const called = node?.kind === "call" && "capability" in node.attempt.target ? node.attempt.target : step;
  const name = "capability" in called ? called.capability : "";
  return capabilities[name]?.result?.schema ?? {};
}

function signalSchema({ context, plan }: ScenarioTypes, name: string): Schema {
  const family = name.replace(/\(.*$/, "");
  return context.signals?.[name] ?? (context.armed?.signals ?? plan.signals)[family]?.schema ?? {};
}

function fieldSchema({ plan, context }: ScenarioTypes, event: string, field: string): Schema {
  // A plan file says of events no more than that they are objects.
  const declared =
    context.armed?.events[event] ?? (plan.events[event] as unknown as EventDeclaration | undefined);
  return declared?.fields.find(({ name }) => name === field)?.schema ?? {};
}

type Fault = Exclude<
  ScenarioClause,
  {
    kind:
      | "given"
      | "givenSignal"
      | "givenEvent"
      | "consentWithdrawn"
      | "answer"
      | "operator"
      | "resolves"
      | "expect";
  }
>;

function faultText(clause: Fault, types: Written): string {
  switch (clause.kind) {
    case "resourceLost": {
      const lasts = clause.for === undefined ? "" : ` for ${duration(clause.for)}`;
      return `resource ${short(clause.pool)} lost at ${duration(clause.at)}${lasts}`;
    }
    case "clockJumps":
      return `clock jumps ${duration(clause.by)}`;
    case "crash":
      return `crash ${clause.moment} ${stepText(clause.step)}`;
    case "crashAt":
      return `crash at ${duration(clause.at)}`;
    case "workerDies":
      return `worker dies during ${stepText(clause.step)}`;
    case "approvalFault": {
      const call = clause.call === undefined ? "" : ` call ${clause.call}`;
      return `approval by ${named(clause.role, types)}${call} ${clause.behaviour === "refused" ? "refused" : "times out"}`;
    }
    case "capabilityFault": {
      const call = clause.call === undefined ? "" : ` call ${clause.call}`;
      return `${named(clause.capability, types)}${call} ${behaviourText(clause.capability, clause.behaviour, types)}`;
    }
  }
}

function behaviourText(capability: string, behaviour: FaultBehaviour, types: Written): string {
  const times = "times" in behaviour && behaviour.times !== undefined ? ` times ${behaviour.times}` : "";
  switch (behaviour.kind) {
    case "fails": {
      const name = behaviour.failure === undefined ? "" : ` ${behaviour.failure}`;
      const message = behaviour.message === undefined ? "" : ` ${quoted(behaviour.message)}`;
      return `fails${name}${message}${times}`;
    }
    case "timesOut":
      return `times out${times}`;
    case "returns":
      return `returns ${resultText(capability, behaviour.value, types)}`;
    case "answersTwice":
      return "answers twice";
    case "answersLate":
      return `answers late after ${duration(behaviour.after)}`;
  }
}

function resultText(capability: string, value: Expression, { plan, context }: Written): string {
  const schema = plan.capabilities[capability]?.result?.schema ?? {};
  return literal(constant(value), schema, { ...context.schemas, ...plan.schemas });
}

function expectText(clause: ExpectClause, types: Written): string {
  switch (clause.expects) {
    case "completed":
      return clause.by === undefined ? "completed" : `completed by ${short(clause.by)}`;
    case "failed": {
      const what = clause.message === undefined ? clause.name : quoted(clause.message);
      return what === undefined ? "failed" : `failed with ${what}`;
    }
    case "cancelled":
      return "cancelled";
    case "waiting":
      return "waiting";
    case "inDoubt":
      return `in doubt ${stepText(clause.step)}`;
    case "breached":
      return `breached ${short(clause.rule)}`;
    case "never":
      return `never ${selectorText(clause.selector, types)}`;
    case "once":
      return `${clause.each ? "each " : ""}${named(clause.target, types)}${clause.called ? " called" : ""} once${givenText(clause, types)}`;
    case "undone":
      return `undone ${named(clause.target, types)}`;
    case "within":
      return `within ${duration(clause.duration)}`;
    case "before":
      return `${actionText(clause.first, types)} before ${actionText(clause.then, types)}`;
    case "condition":
      return conditionText(clause.condition, types);
  }
}

/** The single form of conditions on arguments that is generated: some of them equal constants. */
function givenText(clause: Extract<ExpectClause, { readonly expects: "once" }>, { plan }: Written): string {
  const { when, target } = clause;
  if (when === undefined) return "";
  const params = (plan.capabilities[target] ?? plan.routines[target] ?? plan.goals[target])?.params ?? [];
  const parts = (when.op === "and" ? when.items : [when]).flatMap((part) => {
    const [argument, value] = part.op === "call" && part.fn === "any.equal" ? part.args : [];
    if (argument?.op !== "field" || value?.op !== "constant") return [];
    const schema = params.find(({ name }) => name === argument.name)?.schema ?? {};
    return [`args.${argument.name} == ${literal(value.value, schema, plan.schemas)}`];
  });
  return ` when ${parts.join(" and ")}`;
}

/** The single form of conditions that is generated: a used amount, and its maximum. */
function conditionText(condition: Expression, { plan }: Written): string {
  if (condition.op !== "call") return "true";
  const [used, most] = condition.args;
  if (used?.op !== "read" || most?.op !== "constant") return "true";
  const unit: Schema =
    used.name === "energy"
      ? { "x-orch": { quantity: "Energy", unit: "J" } }
      : used.name === "tokens"
        ? { "x-orch": { quantity: "Tokens", unit: "tokens" } }
        : {};
  return `${used.name} <= ${literal(most.value, unit, plan.schemas)}`;
}

function actionText({ selector, outcome }: Action, types: Written): string {
  const selected = selectorText(selector, types);
  return outcome === undefined ? selected : `${selected} ${outcome}`;
}

function selectorText(selector: Selector, types: Written): string {
  if ("name" in selector) return named(selector.name, types);
  if ("tagged" in selector) return `tagged ${selector.tagged}`;
  return "kind" in selector ? `kind ${selector.kind}` : "any";
}

function stepText(step: StepName): string {
  return "node" in step ? step.node : short(step.capability);
}

function duration(expression: Expression): string {
  const value = constant(expression);
  const ms = typeof value === "number" ? value : 0;
  return ms > 1_000 && ms % 1_000 !== 0 ? `${ms / 1_000}s` : durationLiteral(ms);
}

function constant(expression: Expression): Json {
  return expression.op === "constant" ? expression.value : null;
}

/** As it may be said in the scenario's own module, whatever that imports. */
function named(name: string, { home }: Written): string {
  return name.startsWith(home) && !name.slice(home.length).includes(".") ? short(name) : name;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
