import type { CheckedProgram } from "@orchlang/checker";
import { type Expression, freeReads, type Read } from "@orchlang/plan/expressions";
import { holdsAround } from "../../expression/qualify.ts";
import type { LinkedBlock, LinkedStatement, SlottedAttempt } from "../../tree.ts";
import { undoReference } from "../effects.ts";

/**
 * The hold without whose member the undo can't be called (semantics, rule 28): its arguments read the member, by
 * themselves, through those of the step, or through a `let`, a round or an arm that stands for it.
 */
export function holdOfUndo(
  program: CheckedProgram,
  attempt: SlottedAttempt["attempt"],
  linked: LinkedStatement,
): LinkedStatement | undefined {
  return holdOfReads(readsOfUndo(program, attempt), linked);
}

/** The reads of an undo's arguments at the step; empty if there is no undo. */
export function readsOfUndo(program: CheckedProgram, attempt: SlottedAttempt["attempt"]): readonly Read[] {
  const undo = undoReference({ program }, attempt);
  if (undo === undefined) return [];
  const own = Object.values(undo.args).flatMap(freeReads);
  if (undo === attempt.options.undo) return own;
  return own.flatMap(({ from, name }) => {
    const given = from === "local" ? attempt.args[name] : undefined;
    return given === undefined ? [] : freeReads(given);
  });
}

/** The hold around a step whose member some reads are made of. */
export function holdOfReads(reads: readonly Read[], linked: LinkedStatement): LinkedStatement | undefined {
  const holds = holdsAround(linked);
  if (holds.length === 0 || reads.length === 0) return undefined;
  const names = madeOf(reads, linked);
  return holds.find(({ statement: { node } }) => node.kind === "hold" && names.has(`local ${node.variable}`));
}

/** The parameters of the plan that some reads are made of. */
export function inputsOf(reads: readonly Read[], linked: LinkedStatement): readonly string[] {
  return [...madeOf(reads, linked)].flatMap((name) => (name.startsWith("input ") ? [name.slice(6)] : []));
}

/** The origins of some reads, with all names on the way; with `calls`, also what the arguments of steps are made of. */
export function madeOf(
  reads: readonly Read[],
  linked: LinkedStatement,
  through: "values" | "calls" = "values",
): ReadonlySet<string> {
  const names = new Set<string>();
  const queue = [...reads];
  for (let read = queue.pop(); read !== undefined; read = queue.pop()) {
    const { from, name } = read;
    if (names.has(`${from} ${name}`)) continue;
    names.add(`${from} ${name}`);
    const statement = from === "node" ? statementNamed(name, linked) : undefined;
    queue.push(...valuesOf(statement).flatMap(freeReads));
    if (through === "calls") queue.push(...argumentsOf(statement).flatMap(freeReads));
    if (from === "local") queue.push(...boundTo(name, linked).flatMap(freeReads));
  }
  return names;
}

function valuesOf(statement: LinkedStatement | undefined): readonly Expression[] {
  const node = statement?.statement.node;
  if (node?.kind === "let") return [node.value];
  return node?.kind === "join" ? node.of.map((name) => ({ op: "read", from: "node", name })) : [];
}

function argumentsOf(statement: LinkedStatement | undefined): readonly Expression[] {
  return statement?.attempts.flatMap(({ attempt }) => Object.values(attempt.args)) ?? [];
}

/** The expressions that a round's or an arm's name is bound to. */
function boundTo(name: string, { block }: LinkedStatement): readonly Expression[] {
  const expressions: Expression[] = [];
  for (let around: LinkedBlock | undefined = block; around !== undefined; around = around.owner?.block) {
    const node = around.owner?.statement.node;
    const { role } = around;
    if (node?.kind === "loop" && role?.kind === "round" && node.variable === name) {
      if (node.over.kind === "list") expressions.push(node.over.list);
      if (node.over.kind === "fold") expressions.push(node.over.from);
    }
    if (node?.kind === "branch" && role?.kind === "arm" && node.arms[role.arm]?.as === name && node.subject)
      expressions.push(node.subject);
  }
  return expressions;
}

/** Wherever in its routine it stands. */
export function statementNamed(name: string, { block }: LinkedStatement): LinkedStatement | undefined {
  let root = block;
  while (root.owner !== undefined) root = root.owner.block;
  const known = named.get(root) ?? namedIn(root);
  named.set(root, known);
  return known.get(name);
}

/** The statements of an outermost block and of all in it, by their names: asked for at every step with an undo. */
const named = new WeakMap<LinkedBlock, ReadonlyMap<string, LinkedStatement>>();

function namedIn(root: LinkedBlock): ReadonlyMap<string, LinkedStatement> {
  const results = new Map<string, LinkedStatement>();
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const statement of next.statements) {
      if (!results.has(statement.id)) results.set(statement.id, statement);
      queue.push(...statement.blocks);
    }
  }
  return results;
}
