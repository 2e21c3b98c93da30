import { through } from "@orchlang/checker/labels";
import type { CallReference, Parameter } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt, Pick as MemberPick } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import { followed } from "../rules/part.ts";
import { tiersOfCall } from "../tiers.ts";
import type { LinkedStatement } from "../tree.ts";
import { choosing, variesByRound } from "./chosen.ts";
import { isUnlimited } from "./context.ts";
import { withDefaults } from "./defaults.ts";
import { type Scope, shapeOf, wholeOf, withLocals } from "./expression.ts";
import { type Flow, quiet } from "./flow.ts";
import type { Limit } from "./limits.ts";
import { partialTaint } from "./partial.ts";
import { anyMember, heldAround, holds, rivalsOf } from "./pools.ts";
import { brokenOff, sofar } from "./presence.ts";
import { bare, joinShapes, type Shape, whole, withOwn } from "./shape.ts";
import { shortName } from "./sources.ts";
import { type Bindings, hangsOn, substitute, substituteShape, unwinds } from "./symbols.ts";
import { clean, declassified, joinAll, joinTaints, type Taint } from "./taint.ts";
import { alreadyOf, handedOver, happening, type Use } from "./uses.ts";
import type { Around, Walk } from "./walk.ts";

/** One way of doing a step. */
interface AttemptAt {
  readonly linked: LinkedStatement;
  readonly slot: string;
  readonly attempt: Attempt;
}

/** A call: its arguments, its result, its failure, and the decision of `accept`. */
export function attemptFlow(walk: Walk, at: AttemptAt, around: Around): Flow {
  const { linked, attempt } = at;
  const { using, args, options } = attempt;
  // Where others have taken all members, nobody is asked, as where a policy denies it.
  const taken = using === undefined ? clean : rivalsOf(walk, linked, using.pool).meanwhile;
  const member = using === undefined ? clean : chosen(walk, linked, { using, taken }, around);
  const partial = joinTaints(member, partialTaint(walk, Object.values(args), around, linked));
  // The timeout decides what follows, how far a called plan comes, and whether a handler is asked.
  const over = walk.decides(walk.taint([options.timeout], around, linked), linked);
  const inTime = walk.context.strict && !("capability" in attempt.target) ? over : clean;
  const happens = joinAll([around.happens, walk.decides(partial, linked), inTime]);
  const inside = { ...around, happens };
  const written = new Map(
    Object.entries(args).map(([name, value]) => [name, walk.shape(value, inside, linked)]),
  );
  const { sources } = walk.context;
  const shapes = withDefaults(paramsOf(walk, attempt.target), written, {
    sources,
    place: walk.place(linked),
  });
  const from = walk.uses.length;
  const called = calledFlow(walk, at, inside, shapes);
  const accepted = acceptedBy(walk, at, inside, called.value);
  const timed = walk.decided(over);
  const calling: Calling = { inside, called, accepted };
  const repeated = calledAgain(walk, at, calling);
  calledMore(walk, from, repeated, renewed(walk, at, calling));
  // One more try may succeed, so what decides about it decides whether the step fails, and `error.attempts`.
  const again = retried(walk, at, inside, clean);
  const taint = walk.decided(again);
  const ends = joinAll([called.ends, partial, accepted, timed, taint]);
  const late = walk.context.mayBeOver(walk.routine, linked) ? joinTaints(called.lasts, over) : over;
  // Where nobody answers and no member fits it waits for ever, which no handler takes.
  const { program, strict } = walk.context;
  const isEndless = strict && isUnlimited(program, attempt);
  const waits = joinTaints(isEndless ? inside.happens : clean, using?.wait === undefined ? member : clean);
  if (using !== undefined)
    holds(walk, linked, using.pool, joinAll([inside.happens, called.lasts, over, again, repeated]));
  return {
    ...quiet,
    value: called.value,
    ends,
    stays: joinTaints(waits, timeOf(walk, linked, inside, joinTaints(ends, repeated))),
    fails: joinAll([called.fails, partial, accepted, timed, taint]),
    denies: joinAll([called.denies, again, taken, late]),
    lasts: joinAll([called.lasts, over, again, repeated]),
    says: joinAll([called.says, partial, accepted, over, again, late]),
  };
}

function paramsOf({ context }: Walk, target: Attempt["target"]): readonly Parameter[] {
  if ("capability" in target)
    return context.program.capabilities.get(target.capability)?.capability.params ?? [];
  if ("routine" in target) return context.routine(target.routine)?.checked.params ?? [];
  return context.goal(target.goal)?.checked.goal.params ?? [];
}

/** The number of calls reveals the reasons for repeating them, and limits count them all. */
function calledMore(walk: Walk, from: number, why: Taint, counted: Taint): void {
  if (why === clean && counted === clean) return;
  for (let at = from; at < walk.uses.length; at++) {
    const use = walk.uses[at];
    if (use === undefined) continue;
    const when = joinTaints(use.when ?? clean, counted);
    walk.uses[at] = { ...use, taint: joinTaints(use.taint, why), ...(when === clean ? {} : { when }) };
  }
}

interface Calling {
  readonly inside: Around;
  readonly called: Flow;
  readonly accepted: Taint;
}

/**
 * The reasons for which a step repeats its call: a rejected result, a failure worth retrying, a failed called plan.
 * People who are asked again about their own answer learn nothing that is untrusted to them.
 */
function calledAgain(walk: Walk, at: AttemptAt, calling: Calling): Taint {
  const { inside } = calling;
  const conditions = joinTaints(retried(walk, at, inside, clean), renewedBy(walk, at, inside));
  if (!walk.context.strict && "capability" in at.attempt.target) return conditions;
  return joinTaints(conditions, walk.decided(renewed(walk, at, calling)));
}

/** All that is learnt from a call and decides whether it is made again. */
function renewed(walk: Walk, at: AttemptAt, { inside, called, accepted }: Calling): Taint {
  const { target, options } = at.attempt;
  const failed = !("capability" in target) && options.retry !== undefined ? called.ends : clean;
  const rejected = walk.context.strict || options.attempts !== undefined ? accepted : clean;
  return joinAll([rejected, failed, retried(walk, at, inside, called.fails)]);
}

/** The other values that `accept` reads. */
function renewedBy(walk: Walk, at: AttemptAt, around: Around): Taint {
  return at.attempt.options.attempts === undefined ? clean : acceptedBy(walk, at, around, bare);
}

/** The taint of `accept`, where `it` is what is given. */
function acceptedBy(walk: Walk, { attempt, linked }: AttemptAt, around: Around, it: Shape): Taint {
  const { accept } = attempt.options;
  if (accept === undefined) return clean;
  const locals = new Map([...around.locals, ["it", it]]);
  return walk.decides(walk.taint([accept], { ...around, locals }, linked), linked);
}

/** The taint of `retry … when`, where `error` carries what is given. */
function retried(walk: Walk, { attempt, linked }: AttemptAt, around: Around, own: Taint): Taint {
  const { when } = attempt.options.retry ?? {};
  if (when === undefined) return clean;
  const error: Shape = { own, rest: { own } };
  const locals = new Map([...around.locals, ["error", error]]);
  return walk.decides(walk.taint([when], { ...around, locals }, linked), linked);
}

interface Using {
  readonly using: NonNullable<Attempt["using"]>;
  readonly taken: Taint;
}

function chosen(walk: Walk, linked: LinkedStatement, { using, taken }: Using, around: Around): Taint {
  const { own } = pickShape(walk, linked, { ...using, count: 1 }, around);
  return walk.decides(joinTaints(own, walk.decided(taken)), linked);
}

function calledFlow(walk: Walk, at: AttemptAt, around: Around, args: ReadonlyMap<string, Shape>): Flow {
  const { target } = at.attempt;
  if ("capability" in target) return capabilityFlow(walk, at, target.capability, around, args);
  hands(walk, at.linked, "routine" in target ? target.routine : target.goal, args);
  if ("routine" in target) {
    const routine = walk.context.routine(target.routine);
    return routine === undefined ? quiet : planFlow(walk, at, routine, around, args);
  }
  return goalFlow(walk, at, target.goal, around, args);
}

function capabilityFlow(
  walk: Walk,
  at: AttemptAt,
  capability: string,
  around: Around,
  args: ReadonlyMap<string, Shape>,
): Flow {
  const { linked, attempt } = at;
  const { context } = walk;
  const result = context.program.capabilities.get(capability)?.capability;
  if (result === undefined) return quiet;
  const tiers = tiersOfCall(context.program, context.settings, attempt);
  const asks = deniedCall(walk, capability, around, args, linked);
  const denied = walk.decided(asks);
  const denies = joinTaints(asks, deniedInTime(walk, capability, linked));
  const taken = takenFromCache(walk, at, capability, around);
  const waits = walk.context.deferrals(capability);
  const deferred = walk.decided(asked(walk, waits, { around, args, value: bare }, linked));
  record(
    walk,
    { capability, tiers, about: "call", linked, ...whenOf(walk, around) },
    joinAll([around.happens, denied, around.late ?? clean, taken]),
    args,
    variesByRound(walk, at, around),
  );
  const known = joinTaints(around.happens, taken);
  const value = withOwn(context.sources.result(capability, walk.place(linked)), known);
  const handed = joinAll([...args.values()].map(whole));
  // That a promise is broken is a fault, which rules alone ask for.
  const promises = context.ensured(capability);
  const ensured = asked(walk, promises, { around, args, value }, linked);
  // Only a call that was let pass and has run out of time is asked about; what it reads says how long it may take.
  const latency = result.latency === undefined ? [] : [result.latency];
  const limit = walk.context.strict
    ? joinTaints(
        asked(walk, latency, { around, args, value: bare }, linked),
        walk.taint([attempt.options.timeout], around, linked),
      )
    : clean;
  ways(
    walk,
    at,
    { undo: result.undo, confirm: result.confirm },
    {
      around: { ...around, happens: joinTaints(around.happens, around.late ?? clean) },
      args,
      value,
      limit: joinTaints(denied, limit),
    },
  );
  // A failure reveals the arguments.
  const fails = joinAll([handed, value.own, around.happens]);
  const ends = context.strict ? joinAll([denied, ensured, limit, taken]) : denied;
  const says = joinAll([fails, denies, ensured, limit]);
  return {
    ...quiet,
    value,
    ends,
    fails,
    denies: joinTaints(denies, taken),
    lasts: joinTaints(taken, deferred),
    says,
  };
}

/**
 * Learnt from a result being taken from the cache, which takes no time, counts for nothing and can't fail: what earlier
 * calls of the run were given, and that they were made in time.
 */
function takenFromCache(
  walk: Walk,
  { linked, attempt }: AttemptAt,
  capability: string,
  around: Around,
): Taint {
  if (attempt.options.cache === undefined) return clean;
  const caches = walk.context.caches(capability);
  if (caches.length === 0) return clean;
  // For a clearance it doesn't count when something begins.
  const inTime = walk.context.strict ? sofar(walk, linked) : clean;
  const earlier = joinTaints(walk.counted(caches, linked), inTime);
  return walk.decides(joinTaints(earlier, walk.taint([attempt.options.cache], around, linked)), linked);
}

/** Learnt from the call's conditions being met. */
function asked(
  walk: Walk,
  conditions: readonly Expression[],
  { around, args, value }: Done,
  linked: LinkedStatement,
): Taint {
  if (conditions.length === 0) return clean;
  const resource = anyMember(walk, linked);
  const given = new Map([
    ...args,
    ["args", { own: clean, fields: args }],
    ["result", value],
    ["resource", resource],
  ]);
  const locals = new Map([...around.locals, ...given]);
  return walk.decides(walk.taint(conditions, { ...around, locals }, linked), linked);
}

/**
 * For clearances: what replaces a denied call learns that a limit was filled within its time, and so when calls were made.
 * Statements after a call that was let pass learn nothing of it. For rules see {@link whenOf}.
 */
function deniedInTime(walk: Walk, name: string, linked: LinkedStatement): Taint {
  if (walk.context.strict) return clean;
  const isLimited = walk.context.limits(name).some(({ ofPolicy }) => ofPolicy !== undefined);
  return isLimited ? walk.decides(sofar(walk, linked), linked) : clean;
}

/** Learnt from a policy or rule denying a call, or not denying it. */
function deniedCall(
  walk: Walk,
  name: string,
  around: Around,
  args: ReadonlyMap<string, Shape>,
  linked: LinkedStatement,
): Taint {
  const conditions = walk.context.denials(name);
  const limits = walk.context.limits(name);
  // That it may be denied at all hangs on whether it is come to.
  const comes = conditions.length === 0 && limits.length === 0 ? clean : around.happens;
  // A limit counts within a time, so that it matters when others have been done, and when this is.
  const { when = clean } = limits.length === 0 ? {} : whenOf(walk, around);
  const counted = joinAll([walk.counted(limits, linked), left(walk, limits), when]);
  return joinAll([comes, counted, asked(walk, conditions, { around, args, value: bare }, linked)]);
}

/** Other runs have filled limits as well: a clearance asks for the integrity of what decided that alone. */
function left({ context }: Walk, limits: readonly Limit[]): Taint {
  const taint = context.left(limits);
  return context.strict ? taint : declassified(taint);
}

type Recorded = Pick<Use, "capability" | "tiers" | "about" | "linked" | "when">;

/** The taint of what decides when something is done, where limits count that. */
function whenOf(walk: Walk, { delay }: Around): Pick<Use, "when"> {
  return delay === undefined || !walk.context.isByTime() ? {} : { when: delay };
}

function record(
  walk: Walk,
  use: Recorded,
  happens: Taint,
  args: ReadonlyMap<string, Shape>,
  varies: (parameter: string) => boolean = () => true,
): void {
  walk.uses.push({ ...use, taint: happens, given: clean, argument: happening });
  const params = walk.context.program.capabilities.get(use.capability)?.capability.params ?? [];
  for (const [parameter, shape] of args) {
    const given = whole(shape);
    const taint = joinTaints(given, happens);
    const isChosen = params.some(({ name, trusted }) => name === parameter && trusted === "value");
    const chosen = isChosen ? { chosen: varies(parameter) ? taint : given } : {};
    walk.uses.push({ ...use, parameter, taint, given, ...chosen, argument: parameter });
  }
  // A default argument depends on whatever decides that the call is made.
  for (const { name, trusted } of params) {
    if (trusted === true && !args.has(name))
      walk.uses.push({ ...use, parameter: name, taint: happens, given: clean, argument: name });
  }
}

interface Done {
  readonly around: Around;
  readonly args: ReadonlyMap<string, Shape>;
  readonly value: Shape;
}

/** The calls by which it is undone, and asked about. */
function ways(
  walk: Walk,
  { linked, attempt }: AttemptAt,
  declared: { readonly undo: CallReference | undefined; readonly confirm: CallReference | undefined },
  { around, args, value, limit }: Done & { readonly limit: Taint },
): void {
  const own = attempt.options.undo;
  const scope = walk.scope(around, linked);
  const clauses: Scope = { ...scope, locals: new Map([...args, ["result", value]]) };
  if (own !== undefined)
    back(walk, linked, own, "undo", withLocals(scope, { result: value }), around.happens);
  else if (declared.undo !== undefined) back(walk, linked, declared.undo, "undo", clauses, around.happens);
  if (declared.confirm !== undefined)
    back(walk, linked, declared.confirm, "confirm", clauses, joinTaints(around.happens, limit));
}

function back(
  walk: Walk,
  linked: LinkedStatement,
  { capability, args }: CallReference,
  about: "undo" | "confirm",
  scope: Scope,
  happens: Taint,
): void {
  const { program, settings, strict } = walk.context;
  const attempt: Attempt = { target: { capability }, args, options: {}, gate: "local", checks: [] };
  const tiers = tiersOfCall(program, settings, attempt);
  const shapes = new Map(Object.entries(args).map(([name, value]) => [name, shapeOf(value, scope)]));
  const why = strict && about === "undo" ? joinAll([happens, unwinds, walk.unwinding(linked)]) : happens;
  record(walk, { capability, tiers, about, linked }, why, shapes);
}

function planFlow(
  walk: Walk,
  at: AttemptAt,
  routine: AnalysedRoutine,
  outside: Around,
  args: ReadonlyMap<string, Shape>,
): Flow {
  const { linked } = at;
  const { symbols, exits: exitsOf, ...summary } = walk.context.summary(routine);
  const exits = exitsOf();
  const name = shortName(routine.checked.name);
  const asks = deniedCall(walk, routine.checked.name, outside, args, linked);
  const denied = walk.decided(asks);
  const denies = joinTaints(asks, deniedInTime(walk, routine.checked.name, linked));
  const around = { ...outside, happens: joinTaints(outside.happens, denied) };
  const starting = bindingsAt(walk, linked, name, around, { args, exits });
  // A failure beside the call may end the plan, however far it has come.
  const { delay = clean, beside } = outside;
  const lasts = substitute(summary.lasts, symbols, starting);
  const far = hangOnEnd(exits) ? brokenOff(walk, linked) : undefined;
  const handed: Handed = { args, exits, ...(far === undefined ? {} : { far: joinTaints(far, lasts) }) };
  const bindings = bindingsAt(walk, linked, name, around, handed);
  const late = beside === undefined ? clean : walk.late({ delay: joinTaints(delay, lasts), beside }, linked);
  // A wait or a race in it hangs on when the plan begins.
  const begins = walk.context.hangsOnTime(routine) ? walk.decides(delay, linked) : clean;
  const runs = joinAll([around.happens, begins, late]);
  const leaving =
    runs === around.happens ? bindings : bindingsAt(walk, linked, name, { ...around, happens: runs }, handed);
  enters(walk, linked, routine.checked.name, { ...around, happens: runs });
  const given = joinAll([...args.values()].map(whole));
  const { achieves } = routine.checked.head;
  const handing = valuesOnly(leaving);
  const deciding = choosing(leaving, variesByRound(walk, at, outside));
  const isPart = followed(walk.context.program, routine.checked).size > 0;
  const { file } = routine.checked.origin;
  for (const exit of exits) {
    const taint = substitute(exit.taint, symbols, exit.about === "give" ? handing : leaving);
    const own = substitute(exit.given, symbols, bindings);
    const goals = achieves === undefined ? exit.goals : [...(exit.goals ?? []), achieves];
    const stands = exit.stands && { stands: substitute(exit.stands, symbols, bindings) };
    const { when: since = clean } = whenOf(walk, outside);
    const chosen = exit.chosen && { chosen: substitute(exit.chosen, symbols, deciding) };
    const later = joinTaints(since, substitute(exit.when ?? clean, symbols, bindings));
    const when = later === clean ? {} : { when: later };
    const place = { file, span: exit.linked.statement.nameSpan };
    const way = [{ says: `\`${name}\` hands it on here`, ...place }, ...(exit.inside?.way ?? [])];
    const inside = { already: alreadyOf(exit), way, ...(isPart ? { isPart } : {}) };
    const use = { ...exit, ...stands, ...chosen, ...when, taint, given: own, linked, inside };
    walk.uses.push(goals === undefined ? use : { ...use, goals });
  }
  const here = (taint: Taint): Taint => substitute(taint, symbols, bindings);
  if (walk.context.strict) walk.triedIn(linked, here(summary.tries));
  const fails = joinAll([walk.decided(here(summary.fails)), given, around.happens]);
  return {
    ...quiet,
    value: withOwn(substituteShape(summary.result, symbols, bindings), around.happens),
    ends: joinTaints(denied, here(summary.ends)),
    fails,
    denies: joinTaints(denies, here(summary.denies)),
    lasts,
    says: joinAll([fails, denies, here(summary.says)]),
  };
}

/** A caller answers for how confidential the values are that a part hands on, and not for why it does. */
function valuesOnly(bindings: Bindings): Bindings {
  const { runs, unwinds, counts, held } = bindings;
  return {
    ...bindings,
    runs: declassified(runs),
    unwinds: declassified(unwinds),
    counts: declassified(counts),
    held: declassified(held),
  };
}

/** True if something that a plan does hangs on whether its caller ends it, or undoes what it did. */
function hangOnEnd(exits: readonly Use[]): boolean {
  return exits.some(({ taint }) => hangsOn(taint, unwinds));
}

/** That a plan or goal is handed values: what its parameters are cleared for a clearance alone asks. */
function hands(walk: Walk, linked: LinkedStatement, name: string, args: ReadonlyMap<string, Shape>): void {
  if (walk.context.strict) return;
  for (const use of handedOver(name, args)) if (use.given !== clean) walk.uses.push({ ...use, linked });
}

/** That a plan or goal is called, where a rule counts that. */
function enters(walk: Walk, linked: LinkedStatement, name: string, around: Around): void {
  if (!walk.context.limits().some(({ counts }) => counts(name))) return;
  const use = { capability: name, tiers: [], about: "enter", argument: happening, given: clean } as const;
  walk.uses.push({ ...use, taint: around.happens, linked, ...whenOf(walk, around) });
}

interface Handed {
  readonly args: ReadonlyMap<string, Shape>;
  readonly exits: readonly Use[];
  /** Where something may end the plan before it is over: the taint of how far it has come then. */
  readonly far?: Taint;
}

function bindingsAt(
  walk: Walk,
  linked: LinkedStatement,
  name: string,
  around: Around,
  { args, exits, far = clean }: Handed,
): Bindings {
  const place = walk.place(linked);
  return {
    runs: around.happens,
    unwinds: hangOnEnd(exits) ? joinAll([unwinds, walk.unwinding(linked), far]) : unwinds,
    counts: joinTaints(
      walk.counted([...walk.context.limits(), ...walk.context.caches()], linked),
      whenOf(walk, around).when ?? clean,
    ),
    held: heldAround(walk, linked, exits),
    argument: (parameter) => args.get(parameter) ?? bare,
    through: (taint) => {
      const label = through(taint.label, { says: `\`${name}\` is given it`, ...place });
      return label === taint.label ? taint : { ...taint, label };
    },
  };
}

/** The next of a goal's plans is tried where the one before it failed, or what it gave is no success. */
function goalFlow(
  walk: Walk,
  at: AttemptAt,
  name: string,
  around: Around,
  args: ReadonlyMap<string, Shape>,
): Flow {
  const goal = walk.context.goal(name);
  if (goal === undefined) return quiet;
  const asks = deniedCall(walk, name, around, args, at.linked);
  let denies = joinTaints(asks, deniedInTime(walk, name, at.linked));
  let happens = joinTaints(around.happens, walk.decided(asks));
  enters(walk, at.linked, name, { ...around, happens });
  let { delay = clean } = around;
  let value: Shape = bare;
  let fails = clean;
  let says = denies;
  let lasts = clean;
  let ends = walk.decided(asks);
  for (const alternative of goal.alternatives) {
    const flow = planFlow(walk, at, alternative, { ...around, happens, delay }, args);
    const scope = walk.scope({ ...around, locals: new Map([...args, ["result", flow.value]]) }, at.linked);
    const met = wholeOf(
      goal.checked.goal.success.map(({ when }) => when),
      { ...scope, input: (parameter) => args.get(parameter) ?? bare },
    );
    value = joinShapes(value, flow.value);
    ends = joinAll([ends, flow.ends, met]);
    fails = joinAll([fails, flow.fails, met]);
    denies = joinTaints(denies, flow.denies);
    says = joinAll([says, flow.says, met]);
    lasts = joinTaints(lasts, flow.lasts);
    // A denial of one plan causes the next one to be tried, as it causes a handler to run.
    happens = joinAll([happens, flow.ends, flow.fails, flow.denies, walk.decides(met, at.linked)]);
    delay = joinTaints(delay, flow.lasts);
  }
  const chosen = goal.alternatives.length > 1 ? joinTaints(fails, denies) : clean;
  return { ...quiet, value: withOwn(value, chosen), ends, fails, denies, says, lasts };
}

/**
 * The taint of the time that a statement or an attempt takes, where that is limited. All that decides that it is come to,
 * and how and after how many attempts it ends, decides what else is still come to. No handler takes that, and it stays
 * where nothing need succeed.
 */
export function timeOf(walk: Walk, linked: LinkedStatement, { happens }: Around, ends: Taint): Taint {
  const { context, routine } = walk;
  return context.strict && context.isTimed(routine, linked) ? joinTaints(happens, ends) : clean;
}

/** The chosen member reveals the conditions on it. */
export function pickShape(
  walk: Walk,
  linked: LinkedStatement,
  pick: MemberPick,
  around: Around,
  name?: string,
): Shape {
  const member = walk.context.sources.member(pick.pool, walk.place(linked));
  const locals = new Map([
    ...around.locals,
    ["resource", member],
    ...(name === undefined ? [] : [[name, member] as const]),
  ]);
  const asked = walk.taint([pick.where, pick.nearest, pick.distance], { ...around, locals }, linked);
  const count = typeof pick.count === "number" ? clean : walk.taint([pick.count], around, linked);
  const chosen = joinTaints(asked, count);
  return pick.count === undefined ? withOwn(member, chosen) : { own: chosen, rest: withOwn(member, chosen) };
}
