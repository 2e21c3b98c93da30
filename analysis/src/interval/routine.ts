import type { CheckedProgram } from "@orchlang/checker";
import type { Expression, Read } from "@orchlang/plan/expressions";
import { clauseInCall } from "../expression/clause.ts";
import { qualified, qualifiedIn } from "../expression/qualify.ts";
import { type PathCondition, pathConditionAt } from "../facts/path-condition.ts";
import type { LinkedStatement, RoutineTree } from "../tree.ts";
import { type Abstract, joined, maybe, met, numberRange, present, unknown } from "./abstract.ts";
import { type Ceilings, collectCeilings } from "./ceilings.ts";
import type { Environment } from "./environment.ts";
import { evaluateAbstractly, factsOf, refine } from "./evaluate.ts";
import { abstractOfType } from "./of-type.ts";

/** The knowledge of values in a routine: by their types, by what capabilities ensure, by the arms that are taken. */
export interface RoutineEnvironment {
  /** Wherever it is asked. */
  readonly everywhere: Environment;
  /** Where a statement begins. */
  at(linked: LinkedStatement): Environment;
  /** Ensured upper bounds of results, as expressions. */
  readonly ceilings: Ceilings;
}

/**
 * @param inOrder the routine's statements, each after those whose values it reads: what is ensured of a result may
 *   speak of arguments.
 * @param given what is known of its parameters beside their types.
 */
export function routineEnvironment(
  program: CheckedProgram,
  tree: RoutineTree,
  inOrder: readonly LinkedStatement[],
  given: ReadonlyMap<string, Abstract> = new Map(),
): RoutineEnvironment {
  const facts = new Map<string, Abstract>();
  const values = new Map<string, Abstract>();
  const ceilings = new Map<string, Expression>();
  const everywhere: Environment = {
    read: (read) => readOf(read, { tree, values, given }),
    fact: (key) => facts.get(key),
  };
  const whereDone = new Map<string, Abstract>();
  for (const linked of inOrder) {
    const value = possibleValue(linked, everywhere, whereDone);
    whereDone.set(linked.id, value);
    // Seen from anywhere: what stands in a block that need not be come to may have given nothing.
    values.set(linked.id, linked.block.owner === undefined ? value : maybe(value));
    for (const ensured of ensuredBy(program, linked)) {
      collectCeilings(ensured, ceilings);
      for (const [key, fact] of factsOf(everywhere, ensured)) {
        // The result may not be there at all; where it is, this holds of it.
        const known = facts.get(key);
        facts.set(key, known === undefined ? maybe(fact) : met(known, maybe(fact)));
      }
    }
  }
  // A plan may end before any of its statements has: in `finally` none of them is sure to have given a value.
  const whereEnded: Environment = {
    ...everywhere,
    read: (read) => {
      const value = everywhere.read(read);
      return read.from === "node" && tree.byId.get(read.name)?.block.inFinally === false
        ? maybe(value)
        : value;
    },
  };
  const known = new Map<PathCondition, Environment>();
  const where = (held: PathCondition | undefined, base: Environment): Environment => {
    const asked: PathCondition[] = [];
    let each = held;
    while (each !== undefined && !known.has(each)) {
      asked.push(each);
      each = each.around;
    }
    let environment = (each && known.get(each)) ?? base;
    for (const further of asked.reverse()) {
      environment = refine(environment, further.fact);
      known.set(further, environment);
    }
    return environment;
  };
  const at = (linked: LinkedStatement): Environment =>
    where(pathConditionAt(linked), linked.block.inFinally ? whereEnded : everywhere);
  return { everywhere, at, ceilings };
}

interface Values {
  readonly tree: RoutineTree;
  readonly values: ReadonlyMap<string, Abstract>;
  readonly given: ReadonlyMap<string, Abstract>;
}

function readOf(read: Read, known: Values): Abstract {
  const { tree, values, given } = known;
  if (read.from === "node") return values.get(read.name) ?? unknown;
  if (read.from === "input") {
    const type = tree.routine.types.params[read.name];
    const byType = type === undefined ? unknown : abstractOfType(type);
    const more = given.get(read.name);
    return more === undefined ? byType : met(byType, more);
  }
  if (read.from === "local") return boundLocal(read.name, known);
  return unknown;
}

/** A loop's variable is one of its list's items; other locals can be anything. */
function boundLocal(name: string, known: Values): Abstract {
  const { tree } = known;
  const dot = name.lastIndexOf(".");
  const binder = tree.byId.get(name.slice(0, dot));
  const node = binder?.statement.node;
  if (binder === undefined || node?.kind !== "loop" || node.over.kind !== "list") return unknown;
  const environment: Environment = { read: (read) => readOf(read, known), fact: () => undefined };
  const list = evaluateAbstractly(qualified(node.over.list, binder), environment);
  return list.kind === "list" ? list.item() : unknown;
}

/** The possible values of a statement: by its type and by its computation. */
function possibleValue(
  linked: LinkedStatement,
  environment: Environment,
  whereDone: ReadonlyMap<string, Abstract>,
): Abstract {
  const byType = abstractOfType(linked.statement.type);
  const made = madeValue(linked, environment, whereDone);
  // The type says whether the value exists where it is read.
  return byType.kind === "maybe" ? maybe(met(byType.of, present(made))) : met(byType, made);
}

function madeValue(
  linked: LinkedStatement,
  environment: Environment,
  whereDone: ReadonlyMap<string, Abstract>,
): Abstract {
  const node = linked.statement.node;
  switch (node.kind) {
    case "let":
      return evaluateAbstractly(qualified(node.value, linked), environment);
    case "join": {
      // The value of the arm that was taken.
      const sides = node.of.map((id) => whereDone.get(id) ?? unknown);
      return sides.length === 0 ? unknown : sides.reduce(joined);
    }
    case "loop":
      return node.rescues.length > 0 ? unknown : loopValue(linked, environment);
    default:
      return unknown;
  }
}

function loopValue(linked: LinkedStatement, environment: Environment): Abstract {
  const node = linked.statement.node;
  if (node.kind !== "loop" || node.over.kind !== "list") return unknown;
  const list = evaluateAbstractly(qualified(node.over.list, linked), environment);
  const most = roundsMost(linked, node.upTo, environment);
  const given = list.kind === "list" ? list.size : numberRange(0, Infinity);
  // Rounds that may fail leave no item behind.
  const low = node.tolerated === undefined ? Math.min(given.low, most) : 0;
  return {
    kind: "list",
    size: numberRange(low, Math.min(given.high, most)),
    item: () => yielded(linked, environment),
  };
}

/** `up to N`: the most rounds. */
export function roundsMost(
  linked: LinkedStatement,
  upTo: number | Expression,
  environment: Environment,
): number {
  if (typeof upTo === "number") return upTo;
  const most = evaluateAbstractly(qualified(upTo, linked), environment);
  return most.kind === "number" ? most.high : Infinity;
}

function yielded(linked: LinkedStatement, environment: Environment): Abstract {
  const values: Abstract[] = [];
  for (const block of linked.blocks) {
    if (block.role?.kind !== "round") continue;
    for (const { statement } of block.statements) {
      if (statement.node.kind === "yield") {
        values.push(evaluateAbstractly(qualifiedIn(statement.node.value, block), environment));
      }
    }
  }
  return values.length === 0 ? unknown : values.reduce(joined);
}

/** The `ensures` of the capability called, said of this call's result. A handler's result is another's. */
function ensuredBy(program: CheckedProgram, linked: LinkedStatement): readonly Expression[] {
  const node = linked.statement.node;
  if (node.kind !== "call" || node.rescues.length > 0 || !("capability" in node.attempt.target)) return [];
  const capability = program.capabilities.get(node.attempt.target.capability)?.capability;
  if (capability === undefined || capability.ensures.length === 0) return [];
  const result: Expression = { op: "read", from: "node", name: linked.id };
  const args = Object.fromEntries(
    Object.entries(node.attempt.args).map(([name, arg]) => [name, qualified(arg, linked)]),
  );
  return capability.ensures.map((clause) => clauseInCall(clause, { capability, args }, result));
}
