/** Writes the statements of a sketch as the nodes of a plan. Names count up, so that a plan reads in order. */
import type { Goal } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import {
  attempt,
  call,
  commitNode,
  constant,
  context,
  fold,
  forEach,
  local,
  quorumOf,
  raceOf,
  raceOfRounds,
  routine,
  step,
  underWhile,
  untilEvent,
  waitFor,
  when,
  withHold,
  yieldNode,
} from "../building.ts";
import { callingAgain, measured, type Placed, stepNodes, waitNode } from "./calls.ts";
import { callable } from "./capabilities.ts";
import { failing, goalOf } from "./goals.ts";
import type { Statement } from "./sketch.ts";

/** The plan that is being written. */
export interface Writing {
  readonly nodes: Node[];
  readonly routines: ReturnType<typeof routine>[];
  readonly goals: Record<string, Goal>;
  count: number;
  /** The member that is held there. */
  held: string | undefined;
}

type Of<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** A statement's id, its place, and the ids before it, which its blocks may wait for. */
interface Written extends Placed {
  readonly id: string;
  readonly before: readonly string[];
}

/** Some time after the run may have reached it. */
const soon: Expression = call("instant.add", context("now"), constant(900));

/** @returns `around`, with the ids of the statements that were written */
export function write(
  writing: Writing,
  statements: readonly Statement[],
  block: string,
  around: readonly string[],
): readonly string[] {
  const ids = [...around];
  for (const statement of statements) ids.push(writeStatement(writing, statement, block, ids));
  return ids;
}

/** Statements after a `commit` wait for it, and it waits for all others. */
export function writeAroundCommit(main: Writing, body: readonly Statement[], at: number): void {
  const needs = write(main, body.slice(0, at), "root", []);
  main.nodes.push(commitNode(needs));
  const from = main.nodes.length;
  write(main, body.slice(at), "root", [...needs, "commit"]);
  main.nodes.forEach((node, index) => {
    const waits = index >= from && node.block === "root";
    const need = { node: "commit", why: "order" as const };
    if (waits && !node.needs.some((each) => each.node === need.node))
      main.nodes[index] = { ...node, needs: [...node.needs, need] };
  });
}

function writeStatement(
  writing: Writing,
  statement: Statement,
  block: string,
  before: readonly string[],
): string {
  writing.count += 1;
  const id = `${statement.kind}${writing.count}`;
  const needs =
    before.length === 0
      ? []
      : [...new Set(statement.needs.map((index) => before[index % before.length] ?? ""))];
  writeKind(writing, statement, { id, block, needs, before });
  return id;
}

function writeKind(writing: Writing, statement: Statement, written: Written): void {
  const { id, block, needs } = written;
  const placed = { block, needs };
  switch (statement.kind) {
    case "step": {
      const member = writing.held;
      writing.nodes.push(...stepNodes(id, statement.of, statement.options, { ...placed, member }));
      return;
    }
    case "wait":
      writing.nodes.push(waitNode(waitFor(id, constant(500), placed), statement.what));
      return;
    case "when":
      writing.nodes.push(when(id, constant(statement.holds), { ...placed, otherwise: true }));
      write(writing, statement.yes, `${id}/then`, written.before);
      write(writing, statement.no, `${id}/else`, written.before);
      return;
    case "each":
      writeForEach(writing, statement, written);
      return;
    case "fold":
      writeFold(writing, statement, written);
      return;
    case "race":
      writeRace(writing, statement, written);
      return;
    case "until":
      writeUntil(writing, statement, written);
      return;
    case "firsts":
      writeFirsts(writing, statement, written);
      return;
    case "hold":
      writeHold(writing, statement, written);
      return;
    case "quorum": {
      const voters = [1, 2, 3].map(() => attempt("read"));
      writing.nodes.push(quorumOf(id, statement.agree, voters, placed));
      return;
    }
    case "goal":
      writeGoal(writing, statement, written);
      return;
    case "sub":
      writeSubplan(writing, statement, written);
  }
}

function writeForEach(writing: Writing, each: Of<"each">, { id, block, needs }: Written): void {
  writing.nodes.push(
    forEach(id, "x", listOf(each), {
      block,
      needs,
      atOnce: each.atOnce,
      tolerated: constant(each.share),
      rescues: each.handled ? [{ attempt: attempt("read") }] : [],
    }),
  );
  write(writing, each.body, `${id}/round`, []);
  writing.nodes.push(yieldNode(`y_${id}`, local("x"), { block: `${id}/round` }));
}

function listOf({ rounds, counts }: Of<"each">): Expression {
  if (counts) return call("list.range", constant(1), constant(rounds));
  return constant(Array.from({ length: rounds }, (_, index) => index));
}

function writeFold(writing: Writing, { rounds, body }: Of<"fold">, { id, block, needs }: Written): void {
  const isDone = call("number.greaterOrEqual", local("v"), constant(rounds));
  writing.nodes.push(fold(id, "v", constant(0), isDone, 4, { block, needs }));
  write(writing, body, `${id}/round`, []);
  const next = call("number.add", local("v"), constant(1));
  writing.nodes.push(yieldNode(`y_${id}`, next, { block: `${id}/round` }));
}

function writeRace(writing: Writing, { branches, finish }: Of<"race">, { id, block, needs }: Written): void {
  const names = branches.map((_, index) => `b${index}`);
  writing.nodes.push(raceOf(id, names, { block, needs, losers: finish ? "finish" : "cancel" }));
  branches.forEach((of, index) => {
    const branch = { block: `${id}/b${index}`, args: { name: constant(`${id}.b${index}`) } };
    writing.nodes.push(step(`${id}.b${index}`, callable[of] ?? "read", branch));
  });
}

function writeUntil(writing: Writing, until: Of<"until">, { id, block, needs }: Written): void {
  const rescues = until.handled ? [{ attempt: attempt("read") }] : [];
  if (until.drifts) {
    writing.nodes.push(...underWhile(id, context("calm"), { block, needs, rescues }));
    write(writing, until.work, `${id}.do/do`, []);
    return;
  }
  writing.nodes.push(...untilEvent(id, "stop", { block, needs, rescues }));
  write(writing, until.work, `${id}.do/do`, []);
  const from = writing.nodes.length;
  write(writing, until.after, `${id}.until/do`, []);
  const event = { node: `${id}.event`, why: "order" as const };
  const after = writing.nodes.splice(from);
  for (const node of after)
    writing.nodes.push(node.block === `${id}.until/do` ? { ...node, needs: [...node.needs, event] } : node);
}

function writeFirsts(writing: Writing, firsts: Of<"firsts">, { id, block, needs }: Written): void {
  const list = constant(Array.from({ length: firsts.rounds }, (_, index) => index));
  const losers = firsts.finish ? "finish" : "cancel";
  const round = { block: `${id}.rounds/round` };
  writing.nodes.push(
    ...raceOfRounds(id, firsts.winners, list, { block, needs, atOnce: firsts.atOnce, losers }),
    step(`s_${id}`, callable[firsts.of] ?? "read", { ...round, args: { name: constant(id) } }),
    yieldNode(`y_${id}`, local("x"), { ...round, needs: [`s_${id}`] }),
  );
}

function writeHold(writing: Writing, hold: Of<"hold">, { id, block, needs, before }: Written): void {
  const several = hold.count === 1 ? {} : { count: constant(hold.count) };
  const pick = { pool: "p", ...measured(hold.by), ...several, wait: constant(1_000) };
  const held = writing.held;
  writing.nodes.push(
    withHold(id, `r_${id}`, pick, hold.short ? 1_500 : 600_000, {
      block,
      needs,
      otherwise: true,
      ...(hold.later ? { from: soon } : {}),
    }),
  );
  if (hold.count === 1) writing.held = `r_${id}`;
  write(writing, hold.yes, `${id}/held`, before);
  writing.held = held;
  write(writing, hold.no, `${id}/else`, before);
}

function writeGoal(writing: Writing, goal: Of<"goal">, { id, block, needs }: Written): void {
  const names = [`${id}a`, `${id}b`];
  [goal.first, [...goal.first.slice(0, goal.same), ...goal.second]].forEach((body, index) => {
    const inner = calledFrom(writing);
    write(inner, body, "root", []);
    if (index === 0) inner.nodes.push(...failing(id, "root"));
    writing.routines.push(
      routine(names[index] ?? "", inner.nodes, { ...atLast(inner, id, goal.last), achieves: id }),
    );
  });
  writing.goals[id] = goalOf(id, names);
  const optional = goal.optional ? { optional: true as const } : {};
  writing.nodes.push(
    step(id, { goal: id }, { block, needs, ...optional, options: callingAgain(goal.again) }),
  );
}

function writeSubplan(writing: Writing, sub: Of<"sub">, { id, block, needs }: Written): void {
  const inner = calledFrom(writing);
  write(inner, sub.body, "root", []);
  writing.routines.push(routine(id, inner.nodes, atLast(inner, id, sub.last)));
  const optional = sub.optional ? { optional: true as const } : {};
  writing.nodes.push(
    step(id, { routine: id }, { block, needs, ...optional, options: callingAgain(sub.again) }),
  );
}

/** A plan that `writing` calls: its names count on from a number of their own. */
function calledFrom({ routines, goals, count }: Writing): Writing {
  return { nodes: [], routines, goals, count: count * 100, held: undefined };
}

/** Adds a step that is run last, if the plan is to have one. */
function atLast(inner: Writing, id: string, has: boolean): { readonly finally?: string } {
  if (!has) return {};
  inner.nodes.push(step(`last_${id}`, "read", { block: "last" }));
  return { finally: "last" };
}
