import type { Expression } from "@orchlang/plan/expressions";
import type { Node, Rescue } from "@orchlang/plan/nodes";
import { ofFailure } from "../expression/of-failure.ts";
import type { LinkedBlock, LinkedStatement } from "../tree.ts";
import { attemptFlow, pickShape, timeOf } from "./attempt.ts";
import { askedBy } from "./expression.ts";
import { type Flow, joinFlows, quiet } from "./flow.ts";
import { grantedBy } from "./grants.ts";
import { loopFlow } from "./loops.ts";
import { partialTaint, valueTaint } from "./partial.ts";
import { holds, rivalsOf } from "./pools.ts";
import { joinOf, quorumFlow, raceFlow } from "./races.ts";
import { fieldOf, type Shape, scalar, whole, withOwn } from "./shape.ts";
import { clean, endorsed, joinAll, joinTaints, type Taint } from "./taint.ts";
import { happening } from "./uses.ts";
import type { Around, Walk } from "./walk.ts";

type Of<K extends Node["kind"]> = Omit<Extract<Node, { readonly kind: K }>, "needs">;

const takesTime: ReadonlySet<Node["kind"]> = new Set(["call", "wait", "loop", "race", "quorum", "hold"]);

/** The label flow of one statement, its blocks and handlers included. */
export function statementFlow(walk: Walk, linked: LinkedStatement, around: Around): Flow {
  const { node } = linked.statement;
  const rescues = "rescues" in node ? node.rescues : [];
  const own = mainFlow(walk, linked, around);
  const ends = joinTaints(own.ends, valueTaint(walk, linked, around));
  const isSlow = takesTime.has(node.kind);
  const stays = isSlow ? joinTaints(own.stays, timeOf(walk, linked, around, ends)) : own.stays;
  const lasts = isSlow ? joinAll([own.lasts, around.happens, ends]) : own.lasts;
  const main = unnamed({ ...own, ends, stays, lasts }, rescues);
  // A branch of a race is undone as well where another one has won.
  const lost = joinTaints(main.denies, node.kind === "race" ? main.value.own : clean);
  walk.cuts(linked, joinTaints(main.ends, main.stays), lost, joinTaints(main.fails, main.denies));
  const handled = rescued(walk, linked, rescues, around, main);
  if (!("optional" in node) || node.optional !== true) return handled;
  // Its absence reveals why it failed.
  const why = joinAll([handled.ends, handled.fails, handled.denies]);
  const { stays: cut, tells, lasts: time } = handled;
  return { ...quiet, value: withOwn(handled.value, why), stays: cut, tells, lasts: time };
}

/** A failure that a handler takes in any case ends nothing. */
function unnamed({ named, ...flow }: Flow, rescues: readonly Rescue[]): Flow {
  if (named === undefined) return flow;
  const isTaken = rescues.some(({ when }) => {
    if (when === undefined) return true;
    const holds = ofFailure(when, named.name);
    return "value" in holds && holds.value === true;
  });
  return isTaken ? flow : { ...flow, ends: joinTaints(flow.ends, named.taint) };
}

function mainFlow(walk: Walk, linked: LinkedStatement, around: Around): Flow {
  const { node } = linked.statement;
  const { happens } = around;
  const valued = (expression: Expression): Flow => ({
    ...quiet,
    value: withOwn(walk.shape(expression, around, linked), happens),
  });
  switch (node.kind) {
    case "call":
      return attemptFlow(walk, { linked, slot: "do", attempt: node.attempt }, around);
    case "let":
      return valued(node.value);
    case "branch":
      return branchFlow(walk, linked, node, around);
    case "join":
      return { ...quiet, value: joinOf(node.of.map((id) => walk.scope(around, linked).node(id))) };
    case "loop":
      return loopFlow(walk, linked, node, around);
    case "race":
      return raceFlow(walk, linked, node, around);
    case "quorum":
      return quorumFlow(walk, linked, node, around);
    case "wait":
      return waitFlow(walk, linked, node, around);
    case "hold":
      return holdFlow(walk, linked, node, around);
    case "emit":
      emitted(walk, linked, node, around);
      return quiet;
    case "commit":
      return quiet;
    case "return":
      walk.returns(withOwn(walk.shape(node.value, around, linked), happens));
      return { ...quiet, stays: happens };
    case "yield":
      walk.yields(linked, withOwn(walk.shape(node.value, around, linked), happens));
      return quiet;
    case "fail": {
      const tells = joinTaints(happens, walk.taint([node.message], around, linked));
      return { ...quiet, stays: happens, fails: tells, tells };
    }
  }
}

/** A waiting plan reads the fields, and learns that the event occurred. */
function emitted(walk: Walk, linked: LinkedStatement, { event, fields }: Of<"emit">, at: Around): void {
  const around = { ...at, happens: joinTaints(at.happens, at.late ?? clean) };
  if (Object.keys(fields).length === 0) {
    const { happens } = around;
    walk.uses.push({
      ...{ capability: event, tiers: [], about: "emit", argument: happening, linked },
      taint: happens,
      given: happens,
    });
  }
  for (const [parameter, value] of Object.entries(fields)) {
    const given = whole(walk.shape(value, around, linked));
    const taint = joinTaints(given, around.happens);
    const use = { capability: event, parameter, argument: parameter, tiers: [], about: "emit" } as const;
    walk.uses.push({ ...use, taint, given, linked });
  }
}

function blockOf(linked: LinkedStatement, id: string): LinkedBlock | undefined {
  return linked.blocks.find(({ block }) => block.id === id);
}

/** Conditions are evaluated in order: a taken arm reveals its condition and those before it. */
function branchFlow(walk: Walk, linked: LinkedStatement, node: Of<"branch">, around: Around): Flow {
  const subject = node.subject && walk.shape(node.subject, around, linked);
  let asked: Taint = partialTaint(
    walk,
    [node.subject, ...node.arms.map((arm) => arm.condition)],
    around,
    linked,
  );
  let flow: Flow = { ...quiet, ends: asked };
  for (const arm of node.arms) {
    asked = joinTaints(asked, walk.taint([arm.condition], around, linked));
    if (subject !== undefined)
      asked = joinTaints(
        asked,
        askedBy(
          subject,
          node.arms.flatMap(({ patterns }) => patterns ?? []),
        ),
      );
    if (arm.condition?.op === "constant" && arm.condition.value === false) continue;
    const inner = blockOf(linked, arm.block);
    if (inner === undefined) continue;
    const { tree } = walk.routine;
    const granted = grantedBy(arm.condition, true, tree, walk.context.program);
    flow = joinFlows(
      flow,
      walk.block(inner, {
        ...around,
        happens: byPerson(granted, joinTaints(around.happens, walk.decides(asked, linked))),
        locals:
          arm.as === undefined || subject === undefined
            ? around.locals
            : new Map([...around.locals, [arm.as, branchValue(subject, arm.patterns)]]),
        granted: granted.length === 0 ? around.granted : new Set([...around.granted, ...granted]),
      }),
    );
  }
  return { ...flow, value: scalar(joinTaints(around.happens, asked)) };
}

/** Where a person has been shown something and has said yes, it is that person who decided. */
function byPerson(granted: readonly string[], happens: Taint): Taint {
  return granted.length === 0 ? happens : endorsed(happens);
}

function branchValue(subject: Shape, patterns: Of<"branch">["arms"][number]["patterns"]): Shape {
  const [pattern] = patterns ?? [];
  return pattern !== undefined && "present" in pattern ? fieldOf(subject, pattern.present) : subject;
}

function waitFlow(walk: Walk, linked: LinkedStatement, node: Of<"wait">, around: Around): Flow {
  const { for: awaited } = node;
  const { happens } = around;
  // For rules: when it begins decides what it finds.
  const since = walk.context.strict ? (around.delay ?? clean) : clean;
  switch (awaited.kind) {
    case "duration":
    case "instant": {
      const length = awaited.kind === "duration" ? awaited.duration : awaited.instant;
      const lasts = walk.decides(walk.taint([length], around, linked), linked);
      // How long it waits decides nothing but in a race, and where there is no time for it.
      const isTimed = walk.context.strict && walk.context.isTimed(walk.routine, linked);
      return { ...quiet, lasts, ends: isTimed ? lasts : clean };
    }
    case "condition": {
      const asked = walk.taint([awaited.condition, awaited.held, awaited.within], around, linked);
      const decided = joinTaints(happens, walk.decides(joinTaints(asked, since), linked));
      return { ...quiet, value: scalar(decided), ends: decided, fails: decided };
    }
    case "while": {
      const asked = walk.taint([awaited.condition], around, linked);
      const decided = joinTaints(happens, walk.decides(joinTaints(asked, since), linked));
      return { ...quiet, ends: decided, fails: decided };
    }
    case "occurrence": {
      const event = walk.occurrence(awaited.event, linked);
      const inside = { ...around, locals: new Map([...around.locals, ["event", event]]) };
      const conditions = walk.taint([awaited.where, awaited.within], inside, linked);
      const asked = joinAll([conditions, event.own, since]);
      const decided = joinTaints(happens, walk.decides(asked, linked));
      return { ...quiet, value: withOwn(event, decided), ends: decided, fails: decided };
    }
  }
}

function holdFlow(walk: Walk, linked: LinkedStatement, node: Of<"hold">, around: Around): Flow {
  const member = pickShape(walk, linked, node.pick, around, node.variable);
  // Its times and other holds decide whether a member is free in time, and which statements inside can end.
  const { meanwhile, ever } = rivalsOf(walk, linked, node.pick.pool);
  const times = walk.decided(
    joinTaints(walk.taint([node.from, node.for, node.pick.wait], around, linked), meanwhile),
  );
  const chosen = walk.decides(joinTaints(member.own, times), linked);
  const happens = joinTaints(around.happens, chosen);
  const known = withOwn(member, joinTaints(around.happens, ever));
  const locals = new Map([...around.locals, [node.variable, known]]);
  const body = blockOf(linked, node.body);
  const otherwise = node.otherwise === undefined ? undefined : blockOf(linked, node.otherwise);
  // It may have to wait for somebody to be there.
  // Where others have taken all members, something else is done, as where a policy denies it.
  const taken = walk.decides(meanwhile, linked);
  const later = walk.context.strict ? { delay: joinTaints(around.delay ?? clean, chosen) } : {};
  const held = body === undefined ? quiet : walk.block(body, { ...around, ...later, happens, locals });
  const without =
    otherwise === undefined
      ? quiet
      : walk.block(otherwise, { ...around, happens: joinTaints(happens, taken) });
  holds(walk, linked, node.pick.pool, joinAll([around.happens, chosen, held.lasts]));
  const flow = joinFlows(held, without);
  const over = walk.context.mayBeOver(walk.routine, linked) ? held.lasts : clean;
  // Where no member fits it waits for ever, which no handler takes.
  const waits = node.pick.wait === undefined ? chosen : clean;
  return {
    ...flow,
    ends: joinTaints(flow.ends, chosen),
    stays: joinTaints(flow.stays, waits),
    fails: joinTaints(flow.fails, chosen),
    denies: joinAll([flow.denies, taken, over]),
    says: joinTaints(flow.says, over),
  };
}

/** The names under which what policies and rules deny, or what took too long, has failed. */
const denials: readonly string[] = ["denied", "budget", "timeout", "resource_lost"];

/** True if a handler may be asked about a failure under one of these names. */
function mayTake({ when }: Rescue, names: readonly string[]): boolean {
  if (when === undefined) return true;
  return names.some((name) => {
    const holds = ofFailure(when, name);
    return !("value" in holds && holds.value === false);
  });
}

/**
 * Handlers are tried one after another; a handler that runs reveals why the calls before it failed. A failure inside of a
 * block goes to no other handler.
 */
function rescued(
  walk: Walk,
  linked: LinkedStatement,
  rescues: readonly Rescue[],
  around: Around,
  main: Flow,
): Flow {
  if (rescues.length === 0) return main;
  let why = joinTaints(main.fails, main.ends);
  let { denies } = main;
  let taint = joinAll([main.says, why, denies]);
  const { value, stays, tells, lasts } = main;
  const { delay = clean } = around;
  let all: Flow = { ...quiet, value, stays, tells, lasts };
  let result = lasts;
  let isCaught = false;
  for (const [at, rescue] of rescues.entries()) {
    // The failure's name depends on deciding data, and its message on all arguments.
    const known = mayTake(rescue, denials) ? joinTaints(why, denies) : why;
    const error: Shape = { own: known, fields: new Map([["message", scalar(taint)]]), rest: scalar(known) };
    const locals = new Map([...around.locals, ["error", error]]);
    why = joinTaints(known, walk.taint([rescue.when], { ...around, locals }, linked));
    const happens = joinTaints(around.happens, walk.decides(why, linked));
    // A handler begins later than the step, and may be ended by what fails beside it until then.
    const since = joinTaints(delay, result);
    const later = walk.context.strict
      ? { delay: since, late: walk.late({ ...around, delay: since }, linked) }
      : {};
    const flow = rescueFlow(walk, linked, rescue, at, { ...around, ...later, happens, locals });
    // A handler that ends the plan reveals a denial that it takes.
    const ended = flow.stays !== clean && mayTake(rescue, denials) ? denies : clean;
    all = joinFlows(all, {
      ...flow,
      stays: walk.decided(flow.stays),
      denies: joinTaints(flow.denies, ended),
    });
    all = { ...all, value: withOwn(all.value, why) };
    isCaught ||= rescue.when === undefined;
    if (!("attempt" in rescue)) continue;
    why = joinTaints(why, flow.fails);
    denies = joinTaints(denies, flow.denies);
    taint = joinAll([taint, why, flow.says]);
    result = joinTaints(result, flow.lasts);
  }
  return isCaught ? all : { ...joinFlows(all, main), value: all.value, stays: all.stays };
}

function rescueFlow(walk: Walk, linked: LinkedStatement, rescue: Rescue, at: number, around: Around): Flow {
  if ("attempt" in rescue)
    return attemptFlow(walk, { linked, slot: `else${at + 1}`, attempt: rescue.attempt }, around);
  const block = blockOf(linked, rescue.block);
  return block === undefined ? quiet : walk.block(block, around);
}
