import type { Expression, Node, Pick, Rescue } from "@orchlang/plan";
import { ofFailure } from "../expression/of-failure.ts";
import { mayLackRounds } from "../graph/causes.ts";
import { type Located, type LocatedBlock, statementsIn } from "../tree.ts";
import { attemptFlow } from "./attempt.ts";
import { askedBy } from "./expression.ts";
import { grantedBy } from "./grants.ts";
import { loopFlow } from "./loops.ts";
import { partialTaint, valueTaint } from "./partial.ts";
import { bare, fieldOf, joinShapes, type Shape, scalar, whole, withOwn } from "./shape.ts";
import { clean, endorsed, joinAll, joinTaints, type Taint } from "./taint.ts";
import { happening } from "./uses.ts";
import { type Around, type Flow, joinFlows, quiet, type Walk } from "./walk.ts";

type Of<K extends Node["kind"]> = Omit<Extract<Node, { readonly kind: K }>, "needs">;

const takesTime: ReadonlySet<Node["kind"]> = new Set(["call", "wait", "loop", "race", "quorum", "hold"]);

/** What one statement does with labels, its blocks and handlers included. */
export function statementFlow(walk: Walk, located: Located, around: Around): Flow {
  const { node } = located.statement;
  const rescues = "rescues" in node ? node.rescues : [];
  if (takesTime.has(node.kind) && walk.context.strict && walk.context.isTimed(walk.routine, located))
    walk.takesTime(around.happens);
  const own = mainFlow(walk, located, around);
  const ends = joinTaints(own.ends, valueTaint(walk, located, around));
  const main = unnamed({ ...own, ends }, rescues);
  // A branch of a race is undone as well where another one has won.
  const lost = node.kind === "race" ? main.value.own : clean;
  walk.cuts(located, joinAll([main.ends, main.stays, lost]));
  const handled = rescued(walk, located, rescues, around, main);
  if (!("optional" in node) || node.optional !== true) return handled;
  // That it is missing tells why it failed.
  const why = joinTaints(handled.ends, handled.fails);
  return { value: withOwn(handled.value, why), ends: clean, stays: handled.stays, fails: clean };
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

function mainFlow(walk: Walk, located: Located, around: Around): Flow {
  const { node } = located.statement;
  const { happens } = around;
  const valued = (expression: Expression): Flow => ({
    ...quiet,
    value: withOwn(walk.shape(expression, around, located), happens),
  });
  switch (node.kind) {
    case "call":
      return attemptFlow(walk, { located, slot: "do", attempt: node.attempt }, around);
    case "let":
      return valued(node.value);
    case "branch":
      return branchFlow(walk, located, node, around);
    case "join":
      return { ...quiet, value: joinOf(node.of.map((id) => walk.scope(around, located).node(id))) };
    case "loop":
      return loopFlow(walk, located, node, around);
    case "race":
      return raceFlow(walk, located, node, around);
    case "quorum":
      return quorumFlow(walk, located, node, around);
    case "wait":
      return waitFlow(walk, located, node, around);
    case "hold":
      return holdFlow(walk, located, node, around);
    case "emit":
      emitted(walk, located, node, around);
      return quiet;
    case "return":
      walk.returns(withOwn(walk.shape(node.value, around, located), happens));
      return { ...quiet, stays: happens };
    case "yield":
      walk.yields(located, withOwn(walk.shape(node.value, around, located), happens));
      return quiet;
    case "fail":
      return {
        ...quiet,
        stays: happens,
        fails: joinTaints(happens, walk.taint([node.message], around, located)),
      };
  }
}

/** Whoever waits for the event reads the fields, and hears that it occurred. */
function emitted(walk: Walk, located: Located, { event, fields }: Of<"emit">, around: Around): void {
  if (Object.keys(fields).length === 0) {
    const { happens } = around;
    walk.uses.push({
      ...{ capability: event, tiers: [], about: "emit", argument: happening, located },
      taint: happens,
      given: happens,
    });
  }
  for (const [parameter, value] of Object.entries(fields)) {
    const given = whole(walk.shape(value, around, located));
    const taint = joinTaints(given, around.happens);
    const use = { capability: event, parameter, argument: parameter, tiers: [], about: "emit" } as const;
    walk.uses.push({ ...use, taint, given, located });
  }
}

function joinOf(shapes: readonly Shape[]): Shape {
  return shapes.reduce((all, one) => joinShapes(all, one), bare);
}

function blockOf(located: Located, id: string): LocatedBlock | undefined {
  return located.blocks.find(({ block }) => block.id === id);
}

/** Asked in order: that a side is taken tells of its condition and of those before it. */
function branchFlow(walk: Walk, located: Located, node: Of<"branch">, around: Around): Flow {
  const subject = node.subject && walk.shape(node.subject, around, located);
  let asked: Taint = partialTaint(
    walk,
    [node.subject, ...node.arms.map((arm) => arm.condition)],
    around,
    located,
  );
  let flow: Flow = { ...quiet, ends: asked };
  for (const arm of node.arms) {
    asked = joinTaints(asked, walk.taint([arm.condition], around, located));
    if (subject !== undefined)
      asked = joinTaints(
        asked,
        askedBy(
          subject,
          node.arms.flatMap(({ patterns }) => patterns ?? []),
        ),
      );
    if (arm.condition?.op === "constant" && arm.condition.value === false) continue;
    const inner = blockOf(located, arm.block);
    if (inner === undefined) continue;
    const { tree } = walk.routine;
    const granted = grantedBy(arm.condition, true, tree, walk.context.program);
    flow = joinFlows(
      flow,
      walk.block(inner, {
        happens: byPerson(granted, joinTaints(around.happens, walk.decides(asked, located))),
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
export function byPerson(granted: readonly string[], happens: Taint): Taint {
  return granted.length === 0 ? happens : endorsed(happens);
}

function branchValue(subject: Shape, patterns: Of<"branch">["arms"][number]["patterns"]): Shape {
  const [pattern] = patterns ?? [];
  return pattern !== undefined && "present" in pattern ? fieldOf(subject, pattern.present) : subject;
}

/** Which branch came first tells of all of them. */
function raceFlow(walk: Walk, located: Located, node: Of<"race">, around: Around): Flow {
  const contenders = located.blocks.filter(({ role }) => role?.kind === "contender");
  const flows = contenders.map((block) => {
    const happens = walk.context.strict
      ? joinTaints(around.happens, walk.flowOf(located).ends)
      : around.happens;
    return walk.block(block, { ...around, happens });
  });
  const all = flows.reduce(joinFlows, quiet);
  // A branch is a statement, or a block that yields.
  const values = node.branches.map(({ node: id }, at) =>
    joinShapes(walk.scope(around, located).node(id), flows[at]?.value ?? bare),
  );
  const sizes = values.reduce((sofar, value) => joinTaints(sofar, value.own), around.happens);
  const times = contenders.reduce((sofar, block) => joinTaints(sofar, timesIn(walk, block, around)), clean);
  const first = joinTaints(
    walk.decided(joinTaints(times, walk.context.strict ? joinTaints(all.ends, all.fails) : all.ends)),
    sizes,
  );
  // Fewer rounds than have to win are a failure.
  const lacks = mayLackRounds(walk.routine.context, located)
    ? walk.decides(walk.decided(sizes), located)
    : clean;
  const names = node.branches.map(({ name }) => name);
  const value: Shape = names.every((name) => name !== undefined)
    ? { own: first, fields: new Map(names.map((name, at) => [name ?? "", values[at] ?? bare])) }
    : winnersValue(node, values, first);
  return {
    ends: joinTaints(all.ends, lacks),
    fails: joinTaints(walk.decided(all.fails), lacks),
    stays: walk.decided(all.stays),
    value,
  };
}

/** What decides how long the statements of a block wait: which of several blocks is over first tells of it. */
function timesIn(walk: Walk, block: LocatedBlock, around: Around): Taint {
  return statementsIn(block).reduce((sofar, located) => {
    const { node } = located.statement;
    const durations =
      node.kind === "call"
        ? [node.attempt.options.timeout]
        : node.kind !== "wait"
          ? []
          : node.for.kind === "duration"
            ? [node.for.duration]
            : node.for.kind === "instant"
              ? [node.for.instant]
              : [];
    return joinTaints(sofar, walk.taint(durations, around, located));
  }, clean);
}

function winnersValue(node: Of<"race">, values: readonly Shape[], first: Taint): Shape {
  const either = joinOf(values);
  if (node.rounds === true && node.winners === 1)
    return withOwn(either.rest === undefined ? scalar(either.own) : withOwn(either.rest, either.own), first);
  return node.rounds !== true && node.winners > 1 ? { own: first, rest: either } : withOwn(either, first);
}

/** Whether enough agree hangs on what they say. */
function quorumFlow(walk: Walk, located: Located, node: Of<"quorum">, around: Around): Flow {
  // Where one can't be asked, the others need not be.
  const given = node.attempts.flatMap(({ args }) => Object.values(args));
  const happens = joinTaints(around.happens, partialTaint(walk, given, around, located));
  const flows = node.attempts.map((attempt, at) =>
    attemptFlow(walk, { located, slot: `do${at + 1}`, attempt }, { ...around, happens }),
  );
  const all = flows.reduce(joinFlows, quiet);
  const says = whole(all.value);
  return {
    ...all,
    ends: joinTaints(all.ends, walk.decided(says)),
    fails: joinTaints(all.fails, says),
  };
}

function waitFlow(walk: Walk, located: Located, node: Of<"wait">, around: Around): Flow {
  const { for: awaited } = node;
  const { happens } = around;
  switch (awaited.kind) {
    case "duration":
    case "instant": {
      // How long it waits decides nothing but where there is no time for it.
      if (!walk.context.strict || !walk.context.isTimed(walk.routine, located)) return quiet;
      const length = awaited.kind === "duration" ? awaited.duration : awaited.instant;
      const ends = walk.decides(walk.taint([length], around, located), located);
      return { ...quiet, ends };
    }
    case "condition": {
      const asked = walk.taint([awaited.condition, awaited.held, awaited.within], around, located);
      const decided = joinTaints(happens, walk.decides(asked, located));
      return { ...quiet, value: scalar(decided), ends: decided, fails: decided };
    }
    case "occurrence": {
      const event = walk.occurrence(awaited.event, located);
      const inside = { ...around, locals: new Map([...around.locals, ["event", event]]) };
      const conditions = walk.taint([awaited.where, awaited.within], inside, located);
      const asked = joinTaints(conditions, event.own);
      const decided = joinTaints(happens, walk.decides(asked, located));
      return { ...quiet, value: withOwn(event, decided), ends: decided, fails: decided };
    }
  }
}

/** The member that is given tells of what was asked of it. */
export function pickShape(walk: Walk, located: Located, pick: Pick, around: Around, name?: string): Shape {
  const member = walk.context.sources.member(pick.pool, walk.place(located));
  const locals = new Map([
    ...around.locals,
    ["resource", member],
    ...(name === undefined ? [] : [[name, member] as const]),
  ]);
  const asked = walk.taint([pick.where, pick.nearest, pick.distance], { ...around, locals }, located);
  const count = typeof pick.count === "number" ? clean : walk.taint([pick.count], around, located);
  const chosen = joinTaints(asked, count);
  return pick.count === undefined ? withOwn(member, chosen) : { own: chosen, rest: withOwn(member, chosen) };
}

function holdFlow(walk: Walk, located: Located, node: Of<"hold">, around: Around): Flow {
  const member = pickShape(walk, located, node.pick, around, node.variable);
  // Whether somebody is there in time, and what comes to its end in it, hangs on its times.
  const times = walk.decided(walk.taint([node.for, node.pick.wait], around, located));
  const chosen = walk.decides(joinTaints(member.own, times), located);
  const happens = joinTaints(around.happens, chosen);
  const locals = new Map([...around.locals, [node.variable, withOwn(member, around.happens)]]);
  const body = blockOf(located, node.body);
  const otherwise = node.otherwise === undefined ? undefined : blockOf(located, node.otherwise);
  const held = body === undefined ? quiet : walk.block(body, { ...around, happens, locals });
  const without = otherwise === undefined ? quiet : walk.block(otherwise, { ...around, happens });
  const flow = joinFlows(held, without);
  return { ...flow, ends: joinTaints(flow.ends, chosen), fails: joinTaints(flow.fails, chosen) };
}

/** Handlers are asked one after another; that one is asked tells why what came before it failed. */
function rescued(walk: Walk, located: Located, rescues: readonly Rescue[], around: Around, main: Flow): Flow {
  if (rescues.length === 0) return main;
  let why = joinTaints(main.fails, main.ends);
  let value = main.value;
  let ends = clean;
  let stays = main.stays;
  let fails = clean;
  let isCaught = false;
  for (const [at, rescue] of rescues.entries()) {
    const error: Shape = { own: why, rest: scalar(why) };
    const locals = new Map([...around.locals, ["error", error]]);
    why = joinTaints(why, walk.taint([rescue.when], { ...around, locals }, located));
    const happens = joinTaints(around.happens, walk.decides(why, located));
    const flow = rescueFlow(walk, located, rescue, at, { ...around, happens, locals });
    value = withOwn(joinShapes(value, flow.value), why);
    ends = joinTaints(ends, flow.ends);
    stays = joinTaints(stays, walk.decided(flow.stays));
    fails = joinTaints(fails, flow.fails);
    why = joinTaints(why, flow.fails);
    isCaught ||= rescue.when === undefined;
  }
  return isCaught
    ? { value, ends, stays, fails }
    : { value, ends: joinTaints(ends, main.ends), stays, fails: joinTaints(fails, main.fails) };
}

function rescueFlow(walk: Walk, located: Located, rescue: Rescue, at: number, around: Around): Flow {
  if ("attempt" in rescue)
    return attemptFlow(walk, { located, slot: `else${at + 1}`, attempt: rescue.attempt }, around);
  const block = blockOf(located, rescue.block);
  return block === undefined ? quiet : walk.block(block, around);
}
