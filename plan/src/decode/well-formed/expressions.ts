import type { Segment } from "../../canonical/not-json.ts";
import { foldNames } from "../../evaluate/folds/table.ts";
import { functionOf, takes } from "../../evaluate/functions/table.ts";
import type { Expression } from "../../shapes/expression.ts";
import type { Node } from "../../shapes/node.ts";
import type { Plan } from "../../shapes/plan.ts";
import { isPlainCall } from "./children.ts";
import type { Listed, Report } from "./report.ts";

/** The names that expressions at one place may read, except those bound at run time (`local`, `context`). */
interface Readable {
  readonly input: ReadonlySet<string>;
  readonly node: Pick<Listed["places"], "has">;
}

const nothing: Readable = { input: new Set(), node: new Set() };

/** The fields of a routine, a goal or the plan that hold expressions; the rest needn't be walked. */
const ofRoutine = ["params", "timeout", "overlap"] as const;
const ofGoal = ["params", "success", "budget"] as const;
const ofPlan = ["capabilities", "policies", "guardrails", "checks"] as const;

/**
 * Every function that an expression calls is in the closed table and is given as many arguments as it takes;
 * every input and node that it reads is there.
 */
export function expressionsOfRoutineAreClosed(
  { routine, places }: Listed,
  place: readonly Segment[],
  report: Report,
): void {
  const input = new Set(routine.params.map((param) => param.name));
  const visit = sound({ input, node: places }, report);
  const depth = place.length + 1;
  for (const part of ofRoutine) eachExpression(routine[part], [...place, part], depth, visit);
  // The way to each node takes the place of the way to the one before it.
  const way: Segment[] = [...place, "nodes"];
  for (let index = 0; index < routine.nodes.length; index++) {
    const node = routine.nodes[index];
    if (node === undefined) continue;
    way[depth] = index;
    eachOfNode(node, way, depth + 1, visit);
  }
}

/** The same of what stands in no routine. */
export function expressionsAreClosed(plan: Plan, report: Report): void {
  for (const [name, goal] of Object.entries(plan.goals)) {
    const visit = sound({ ...nothing, input: new Set(goal.params.map((param) => param.name)) }, report);
    for (const part of ofGoal) eachExpression(goal[part], ["goals", name, part], 3, visit);
  }
  const visit = sound(nothing, report);
  for (const part of ofPlan) eachExpression(plan[part], [part], 1, visit);
}

/** `place` holds the way there in its first `depth` items. */
type Visit = (expression: Expression, place: readonly Segment[], depth: number) => void;

/** Most nodes hold expressions in their arguments and options alone. */
function eachOfNode(node: Node, place: Segment[], depth: number, visit: Visit): void {
  if (!isPlainCall(node)) {
    eachExpression(node, place, depth, visit);
    return;
  }
  place[depth] = "attempt";
  for (const part of ofAttempt) {
    const held = node.attempt[part];
    if (held === undefined) continue;
    place[depth + 1] = part;
    eachExpression(held, place, depth + 2, visit);
  }
}

const ofAttempt = ["args", "options", "using"] as const;

/**
 * Walks whatever holds expressions. Data is not looked into: constants, patterns and JSON Schemas may hold
 * records with a field `op` that are none. The depth is bounded by the validator.
 */
function eachExpression(value: unknown, place: Segment[], depth: number, visit: Visit): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item !== "object") continue;
      place[depth] = index;
      eachExpression(item, place, depth + 1, visit);
    }
    return;
  }
  if (isExpression(value)) {
    visit(value, place, depth);
    if (value.op === "constant" || value.op === "read") return;
  }
  for (const name in value) {
    const item: unknown = Reflect.get(value, name);
    if (typeof item !== "object" || item === null || isData(name, item)) continue;
    place[depth] = name;
    eachExpression(item, place, depth + 1, visit);
  }
}

/** Lists of patterns and of needs, and JSON Schemas; an argument may bear the same name, and is an expression. */
function isData(name: string, item: object): boolean {
  if (name === "schema") return !isExpression(item);
  return (name === "needs" || name === "patterns") && Array.isArray(item);
}

function isExpression(value: object): value is Expression {
  return "op" in value && typeof value.op === "string";
}

function sound(readable: Readable, report: Report): Visit {
  return (expression, place, depth) => {
    const says = unsound(expression, readable);
    if (says !== undefined) report(place.slice(0, depth), says);
  };
}

function unsound(expression: Expression, readable: Readable): string | undefined {
  switch (expression.op) {
    case "read": {
      const { from, name } = expression;
      if (from !== "input" && from !== "node") return undefined;
      return readable[from].has(name) ? undefined : `no ${from} \`${name}\` to be read here`;
    }
    case "call":
      return callFault(expression.fn, expression.args.length);
    case "fold": {
      const { fn } = expression;
      if (!foldNames.has(fn)) return `no list function \`${fn}\``;
      return (expression.as === undefined) === (expression.body === undefined)
        ? undefined
        : "`as` and `body` go together";
    }
    case "template":
      for (const part of expression.parts) {
        const says = typeof part === "string" ? undefined : callFault(part.as, 1);
        if (says !== undefined) return says;
      }
      return undefined;
    default:
      return undefined;
  }
}

function callFault(fn: string, given: number): string | undefined {
  const pureFunction = functionOf(fn);
  if (pureFunction === undefined) return `no function \`${fn}\``;
  return takes(pureFunction, given) ? undefined : `\`${fn}\` isn't called with ${given} arguments`;
}
