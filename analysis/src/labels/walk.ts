import { through } from "@orchlang/checker/labels";
import type { Expression } from "@orchlang/plan/expressions";
import type { AnalysedRoutine } from "../analysis.ts";
import { isReplaceable } from "../graph/completion.ts";
import { childOf, type LinkedBlock, type LinkedStatement, loopsAround, standsIn } from "../tree.ts";
import { awaitedBy, besideOf, blocksYielded, runningBeside } from "./beside.ts";
import type { LabelContext } from "./context.ts";
import { type Scope, shapeOf, wholeOf } from "./expression.ts";
import { type Flow, joinFlows, quiet } from "./flow.ts";
import { grantedBelow } from "./grants.ts";
import type { Limit } from "./limits.ts";
import { presence, returnsEarly } from "./presence.ts";
import { isBeforeItsOwn, isPlainCall, isRepeated } from "./repeats.ts";
import { bare, joinShapes, type Shape, sameShape, whole, withOwn } from "./shape.ts";
import type { Place } from "./sources.ts";
import type { Symbols } from "./symbols.ts";
import { counts, runs, unwinds } from "./symbols.ts";
import {
  clean,
  contentOf,
  declassified,
  endorsed,
  joinAll,
  joinTaints,
  sameTaint,
  type Taint,
} from "./taint.ts";
import { Tried } from "./tried.ts";
import { haveSameTaints, type Use } from "./uses.ts";

/** The surroundings of a statement. */
export interface Around {
  /** The taint of the decisions by which it is reached (the label of the program counter). */
  readonly happens: Taint;
  readonly locals: ReadonlyMap<string, Shape>;
  readonly granted: ReadonlySet<string>;
  /** The taint of all that decides how long it takes until it is reached; none where it is reached at once. */
  readonly delay?: Taint;
  /** Where something beside it may fail, and so end it: the taint of how long that takes. */
  readonly beside?: Taint;
  /** The taint of both, where both are there: whether it is still reached then. A statement that is not reached ends nothing. */
  readonly late?: Taint;
}

type Scoped = Pick<Around, "locals" | "granted">;

/**
 * The statements of a block of which data decide that nothing beside them goes on, by the content of the taint that
 * decides it: most of a plan's are alike, and of those one does.
 */
type Cutting = Map<string, Map<LinkedStatement, Taint>>;

/** Beyond so many questions whether statements run beside each other, all that are not plainly in order are taken to. */
const askedMax = 200_000;

/** Passes over a plan until nothing changes; each only adds, so that there is an end. */
const passesMax = 30;

/**
 * The dataflow of labels over one plan: a forward analysis to a fixpoint over values, decisions and ends, in which the
 * parameters are symbols.
 */
export class Walk {
  readonly routine: AnalysedRoutine;
  readonly context: LabelContext;
  readonly symbols: Symbols;
  readonly #statementFlow: (walk: Walk, linked: LinkedStatement, around: Around) => Flow;
  readonly #values = new Map<string, Shape>();
  readonly #happens = new Map<LinkedStatement, Taint>();
  readonly #flows = new Map<LinkedStatement, Flow>();
  readonly #cutting = new Map<LinkedBlock, Cutting>();
  readonly #failing = new Map<LinkedBlock, Cutting>();
  readonly #besides = new Map<LinkedBlock, ReadonlySet<LinkedStatement>>();
  readonly #delays = new Map<LinkedStatement, Taint>();
  readonly #cuts = new Map<LinkedStatement, Taint>();
  readonly #ended = new Map<LinkedStatement, Taint>();
  readonly #failed = new Map<LinkedStatement, Taint>();
  readonly #tried: Tried;
  readonly #memories = new Map<LinkedStatement, Shape>();
  #yields = new Map<LinkedBlock, Shape>();
  #changed = false;
  /** Something was asked for before it was found: one pass does not do. */
  #isCircular = false;
  uses: Use[] = [];
  #usesBefore: readonly Use[] = [];
  #holdsBefore: readonly Use[] = [];
  #asked = 0;
  /** Something hangs on the calls that the pass before has found. */
  #isCounting = false;
  result: Shape = bare;
  #all: Flow = quiet;
  /** Learnt by a caller from the end of `finally`: that it ends at all, and how long it takes. */
  afterwards: Pick<Flow, "ends" | "lasts"> = quiet;

  /** How the whole plan ends. */
  get all(): Flow {
    this.#isCircular = true;
    return this.#all;
  }

  constructor(
    routine: AnalysedRoutine,
    context: LabelContext,
    symbols: Symbols,
    statementFlow: (walk: Walk, linked: LinkedStatement, around: Around) => Flow,
  ) {
    this.routine = routine;
    this.#tried = new Tried(routine);
    this.context = context;
    this.symbols = symbols;
    this.#statementFlow = statementFlow;
  }

  run(): this {
    const { root, finally: last } = this.routine.tree;
    for (let pass = 0; pass < passesMax; pass++) {
      this.#changed = false;
      this.#usesBefore = this.uses;
      this.#holdsBefore = this.uses.filter(({ about }) => about === "hold");
      this.uses = [];
      const around: Around = { happens: runs, locals: new Map(), granted: new Set() };
      const all = this.#withTimeout(this.block(root, { ...around, happens: this.#inTime(around.happens) }));
      if (last !== undefined) this.afterwards = this.#finally(last, around, all);
      const { ends, stays, denies } = this.#all;
      if (!sameTaint(all.ends, ends) || !sameTaint(all.stays, stays) || !sameTaint(all.denies, denies))
        this.#changed = true;
      this.#all = all;
      if (this.#isCounting && !haveSameTaints(this.uses, this.#usesBefore)) this.#changed = true;
      if (!this.#changed || !this.#isCircular) break;
    }
    return this;
  }

  /** The taint of the plan's time limit. */
  get timeout(): Taint {
    const { checked, tree } = this.routine;
    const [first] = tree.root.statements;
    const { timeout } = checked.head;
    if (first === undefined || timeout === undefined) return clean;
    return this.decides(this.taint([timeout], { locals: new Map(), granted: new Set() }, first), first);
  }

  /** For rules: how much time there is decides what is still come to. */
  #inTime(happens: Taint): Taint {
    const { context, routine } = this;
    return context.strict && context.mayBeOver(routine) ? joinTaints(happens, this.timeout) : happens;
  }

  /** How the whole plan ends, where its time may be over before. */
  #withTimeout(flow: Flow): Flow {
    if (!this.context.mayBeOver(this.routine)) return flow;
    const { denies, says, lasts } = flow;
    const late = joinTaints(lasts, this.timeout);
    return { ...flow, denies: joinTaints(denies, late), says: joinTaints(says, late) };
  }

  /** Sees how the plan ended, and of its values only those that were come to. */
  #finally(
    last: LinkedBlock,
    around: Around,
    { ends, stays, fails, denies, lasts }: Flow,
  ): Pick<Flow, "ends" | "lasts"> {
    const cut = joinTaints(ends, stays);
    // Some of its values are there where what failed beside them took long enough.
    const isBeside = (this.#failing.get(this.routine.tree.root)?.size ?? 0) > 0;
    this.#cut = joinAll([this.decided(cut), isBeside ? lasts : clean, unwinds]);
    // A reader of the outcome learns what conditions of the plan and denials decided; only rules ask where faults came
    // from.
    const until = returnsEarly(this.routine) ? lasts : clean;
    const outcome = { own: joinAll([cut, denies, until, unwinds, this.decided(joinTaints(fails, runs))]) };
    // It may have to wait for an operator or for what never comes, and comes to this only where something fails or ends it.
    const { strict, mayStayOpen } = this.context;
    const isOpen = strict && mayStayOpen(this.routine);
    const happens = isOpen ? joinAll([around.happens, cut, denies, this.tries]) : around.happens;
    const since = strict && lasts !== clean ? { delay: lasts } : {};
    const after = this.block(last, { ...around, ...since, happens, locals: new Map([["outcome", outcome]]) });
    this.#cut = clean;
    // Its failures change no outcome. It ends, unless it may wait without end, or a time limit is over before.
    const endless = this.context.mayBeEndless(last) ? after.ends : clean;
    return { lasts: after.lasts, ends: joinTaints(endless, strict ? after.stays : clean) };
  }

  #cut: Taint = clean;

  /** The statements of a block. */
  block(block: LinkedBlock, around: Around): Flow {
    let flow = quiet;
    let granted = around.granted;
    let isDecidedByPerson = false;
    const { tree } = this.routine;
    for (const linked of block.statements) {
      const timed = this.context.strict ? this.#timedAt(linked, around) : {};
      const happens = this.#happensAt(linked, around, isDecidedByPerson);
      this.#keep(this.#happens, linked, happens);
      this.#keepTried(linked, joinTaints(happens, timed.late ?? clean));
      const one = this.#statementFlow(this, linked, { ...around, ...timed, happens, granted });
      this.#keepFlow(linked, one);
      if (this.context.strict) this.#keepFailing(linked);
      flow = joinFlows(flow, { ...one, value: bare });
      const more = grantedBelow(linked, tree, this.context.program);
      if (more.length > 0) {
        granted = new Set([...granted, ...more]);
        isDecidedByPerson = true;
      }
    }
    return { ...flow, value: this.#yields.get(block) ?? bare };
  }

  /** Records a `yield` for the block around it. */
  yields(linked: LinkedStatement, value: Shape): void {
    for (const block of blocksYielded(linked)) {
      const known = this.#yields.get(block);
      const next = known === undefined ? value : joinShapes(known, value);
      if (known !== undefined && sameShape(known, next)) continue;
      this.#yields.set(block, next);
      this.#changed = true;
    }
  }

  returns(value: Shape): void {
    const next = joinShapes(this.result, value);
    if (sameShape(this.result, next)) return;
    this.result = next;
    this.#changed = true;
  }

  /** The value that a loop passes from round to round. */
  memory(loop: LinkedStatement, more: Shape): Shape {
    this.#isCircular = true;
    const known = this.#memories.get(loop) ?? bare;
    const next = joinShapes(known, more);
    if (!sameShape(known, next)) {
      this.#memories.set(loop, next);
      this.#changed = true;
    }
    return next;
  }

  scope({ locals, granted }: Scoped, at: LinkedStatement): Scope {
    const place = this.place(at);
    return {
      input: (name) => this.symbols.inputs.get(name) ?? bare,
      node: (id) => {
        const value = this.#values.get(id) ?? this.#notYet(bare);
        return this.#cut === clean ? value : withOwn(value, joinTaints(this.#cut, presence(this, id)));
      },
      context: (name) => this.context.sources.context(name, place),
      locals,
      granted,
    };
  }

  shape(expression: Expression, around: Scoped, at: LinkedStatement): Shape {
    return shapeOf(expression, this.scope(around, at));
  }

  taint(expressions: readonly (Expression | undefined)[], around: Scoped, at: LinkedStatement): Taint {
    return wholeOf(expressions, this.scope(around, at));
  }

  occurrence(event: string, at: LinkedStatement): Shape {
    const { sources, strict, isEmitted } = this.context;
    return sources.occurrence(event, this.place(at), strict ? { emitted: isEmitted } : undefined);
  }

  /** The taint of a condition's decision, as a diagnostic shows it. */
  decides(taint: Taint, at: LinkedStatement): Taint {
    const label = through(taint.label, { says: "this decides whether it happens", ...this.place(at) });
    return label === taint.label ? taint : { ...taint, label };
  }

  place(at: LinkedStatement): Place {
    return { file: this.routine.checked.origin.file, span: at.statement.nameSpan };
  }

  flowOf(linked: LinkedStatement): Flow {
    return this.#flows.get(linked) ?? this.#notYet(quiet);
  }

  #notYet<T>(bottom: T): T {
    this.#isCircular = true;
    return bottom;
  }

  /**
   * Records the taint that ends a statement before its handlers run: everything done in it is then undone.
   *
   * @param lost the taint that decides that it, or a branch of it, is broken off otherwise.
   * @param failed the taint of all that decides whether it succeeds.
   */
  cuts(linked: LinkedStatement, ended: Taint, lost: Taint, failed: Taint): void {
    this.#keep(this.#ended, linked, ended);
    this.#keep(this.#failed, linked, joinTaints(ended, failed));
    this.#keep(this.#cuts, linked, joinTaints(ended, lost));
  }

  /** The taint that ends a statement before its handlers run, as far as it is known. */
  endedBy(linked: LinkedStatement): Taint {
    return this.#ended.get(linked) ?? this.#notYet(clean);
  }

  /** The taint that decides that a statement's effect is undone: it, something around it, or the plan is cut short. */
  unwinding(linked: LinkedStatement): Taint {
    const { ends, stays, denies } = this.all;
    return this.#tried.compensating(linked, joinAll([ends, stays, denies, this.#brokenOff(linked)]));
  }

  /** The taint that decides what is come to that may fail, and end the plan by that. */
  get tries(): Taint {
    return this.#tried.endingPlan;
  }

  /** Keeps, for rules, what decides that something is come to that may fail: in a called plan as well. */
  #keepTried(linked: LinkedStatement, taint: Taint): void {
    const { strict, mayFail } = this.context;
    if (!strict || joinTaints(runs, taint) === runs || !mayFail(this.routine, linked)) return;
    this.triedIn(linked, taint);
  }

  triedIn(linked: LinkedStatement, taint: Taint): void {
    if (!this.#tried.add(linked, taint)) return;
    this.#isCircular = true;
    this.#changed = true;
  }

  /**
   * The taint that decides how many calls limits have counted when a statement is come to: in this plan, and around it.
   */
  counted(limits: readonly Limit[], at: LinkedStatement): Taint {
    if (limits.length === 0) return clean;
    this.#isCircular = true;
    this.#isCounting = true;
    const taints = this.#usesBefore.flatMap((use) => {
      const { about, capability, parameter, taint, linked, stands } = use;
      if (about !== "call" && about !== "enter") return [];
      const counting = limits.filter(
        (one) => one.counts(capability) && (one.isByArguments || parameter === undefined),
      );
      if (counting.length === 0 || this.#isOver(at, linked)) return [];
      // A call takes no result of its own from a cache.
      if (at === linked && isBeforeItsOwn(use) && counting.every(({ isCache }) => isCache)) return [];
      const { when = clean } = at === linked && isBeforeItsOwn(use) ? {} : use;
      if (counting.every(({ isByOutcome }) => isByOutcome === undefined)) return [taint, when];
      const isGranted = counting.some(({ isByOutcome }) => isByOutcome === "granted");
      const given = isGranted ? whole(this.flowOf(linked).value) : clean;
      // A failure of what it waits for ends the plan, and nothing is left to be denied.
      const standing = this.#followsSuccess(at, linked)
        ? this.#brokenOff(linked.block.owner)
        : this.standing(linked);
      return [taint, when, stands ?? clean, standing, given];
    });
    return joinAll([counts, ...taints]);
  }

  /** The members that are held in the plan, as far as the pass before has found them. */
  holdsBefore(): readonly Use[] {
    this.#isCircular = true;
    this.#isCounting = true;
    return this.#holdsBefore;
  }

  /** The taint of what decides whether a statement has succeeded, and whether its effect is kept meanwhile. */
  standing(linked: LinkedStatement): Taint {
    return joinTaints(this.#failed.get(linked) ?? this.#notYet(clean), this.#brokenOff(linked));
  }

  /** The taint of what decides that a statement, or one around it, is broken off. */
  #brokenOff(linked: LinkedStatement | undefined): Taint {
    let taint = clean;
    for (let one = linked; one !== undefined; one = one.block.owner)
      taint = joinTaints(taint, this.#cuts.get(one) ?? this.#notYet(clean));
    return taint;
  }

  /** True if a statement is come to only once in its plan, and only where a call without handlers has succeeded. */
  #followsSuccess(at: LinkedStatement, call: LinkedStatement): boolean {
    const { node } = call.statement;
    const isPlain = node.kind === "call" && !isReplaceable(node);
    const isAlone = besideOf(call, at) === call && loopsAround(at).length === 0;
    return isPlain && isAlone && this.routine.precedence.before(call, at);
  }

  /** True if a statement is come to for the last time before another begins for the first time. */
  #isOver(at: LinkedStatement, other: LinkedStatement): boolean {
    const loops = loopsAround(other);
    return !loopsAround(at).some((loop) => loops.includes(loop)) && this.routine.precedence.before(at, other);
  }

  /** A statement is come to where its block is, and all that it waits for has come to its end. */
  #happensAt(
    linked: LinkedStatement,
    { happens: around, granted }: Pick<Around, "happens" | "granted">,
    isDecidedByPerson: boolean,
  ): Taint {
    let happens = around;
    const isGranted = granted.size > 0;
    for (const { node } of this.routine.needs.get(linked) ?? []) {
      const before = this.routine.tree.byId.get(node);
      const beside = before && besideOf(before, linked);
      if (beside === undefined || beside === linked) continue;
      // A person's grant decides for what is around it as well.
      if (isGranted && this.#isAwaitedAround(linked, beside)) continue;
      happens = joinTaints(happens, this.#past(beside));
    }
    // All that follows a choice that can end the plan waits for it.
    if (isDecidedByPerson) happens = endorsed(happens);
    return this.context.strict ? this.#withUnordered(linked, happens) : happens;
  }

  /** True if what holds a statement waits for another one, so that the block is reached where that has come to its end. */
  #isAwaitedAround(linked: LinkedStatement, other: LinkedStatement): boolean {
    const holder = childOf(other.block, linked);
    if (holder === undefined || holder === linked) return false;
    return awaitedBy(holder, this.routine.needs, this.routine.tree).has(other);
  }

  /** A statement waits for others, and a failure beside it may end it before they are over. */
  #timedAt(
    linked: LinkedStatement,
    { delay: since, beside: around }: Around,
  ): Pick<Around, "delay" | "beside" | "late"> {
    let delay = since;
    for (const { node } of this.routine.needs.get(linked) ?? []) {
      const before = this.routine.tree.byId.get(node);
      const other = before && besideOf(before, linked);
      if (other === undefined || other === linked) continue;
      const { lasts } = this.flowOf(other);
      const until = this.#delays.get(other);
      if (until !== undefined || lasts !== clean) delay = joinAll([delay ?? clean, until ?? clean, lasts]);
    }
    if (delay !== undefined) this.#keep(this.#delays, linked, delay);
    const beside = this.#failingBeside(linked, delay ?? clean, around);
    const until = delay ?? (isRepeated(linked) ? clean : undefined);
    return {
      late: until === undefined ? clean : this.late({ delay: until, ...(beside && { beside }) }, linked),
      ...(delay === undefined ? {} : { delay }),
      ...(beside === undefined ? {} : { beside }),
    };
  }

  /** The taint of whether something is still reached, and nothing beside it has failed until then. */
  late({ delay, beside }: Pick<Around, "delay" | "beside">, at: LinkedStatement): Taint {
    return delay === undefined || beside === undefined ? clean : this.decides(joinTaints(delay, beside), at);
  }

  /** Without what the delay of the statement says by itself. */
  #failingBeside(linked: LinkedStatement, delay: Taint, around: Taint | undefined): Taint | undefined {
    if (!this.#runsBeside(linked)) return around;
    let beside = around;
    for (const alike of this.#failing.get(linked.block)?.values() ?? []) {
      for (const [other, lasts] of alike) {
        const known = beside && joinTaints(beside, delay);
        if (known !== undefined && joinTaints(known, lasts) === known) break;
        if (other === linked || standsIn(other, linked) || !this.#isBeside(linked, other)) continue;
        beside = joinTaints(beside ?? clean, lasts);
      }
    }
    return beside;
  }

  #isBeside(one: LinkedStatement, other: LinkedStatement): boolean {
    const { before } = this.routine.precedence;
    this.#asked += 1;
    return this.#asked > askedMax || (!before(one, other) && !before(other, one));
  }

  /** True if other statements of its block may run beside a statement, and end the block by a failure. */
  #runsBeside(linked: LinkedStatement): boolean {
    const { block } = linked;
    const { needs, tree } = this.routine;
    if (block === tree.finally) return false;
    const known = this.#besides.get(block) ?? runningBeside(block, needs, tree);
    this.#besides.set(block, known);
    return known.has(linked);
  }

  /** The statements out of which a failure may come to what is around one, with the taint of how long that takes. */
  failures(linked: LinkedStatement): readonly (readonly [LinkedStatement, Taint])[] {
    const { routine, context } = this;
    if (!context.mayFail(routine, linked)) return [];
    const { kind } = linked.statement.node;
    const inner = linked.blocks.flatMap(({ statements }) => statements);
    const within = (): readonly (readonly [LinkedStatement, Taint])[] =>
      inner.flatMap((each) => this.failures(each));
    if (kind === "branch") return within();
    const since = this.#delays.get(linked) ?? clean;
    if (kind === "hold" && !inner.some((each) => context.isTimed(routine, each)))
      return [...within(), [linked, since]];
    const isPlain = kind === "fail" || (kind === "call" && isPlainCall(linked));
    return [[linked, isPlain ? since : joinTaints(since, this.flowOf(linked).lasts)]];
  }

  #keepFailing(linked: LinkedStatement): void {
    if (!this.#runsBeside(linked)) return;
    for (const [failing, taint] of this.failures(linked)) {
      this.#isCircular = true;
      if (keepIn(this.#failing, linked.block, failing, taint)) this.#changed = true;
    }
  }

  #past(linked: LinkedStatement): Taint {
    const { ends, stays } = this.flowOf(linked);
    return joinTaints(this.#happens.get(linked) ?? clean, joinTaints(this.decided(ends), stays));
  }

  /**
   * Learnt from data that decides whether the plan continues, where no condition of the text does: integrity counts
   * everywhere, confidentiality only where a rule asks for it.
   */
  decided(taint: Taint): Taint {
    return this.context.strict ? taint : declassified(taint);
  }

  /** A statement that ends the plan elsewhere at the same time can keep this one from being reached as well. */
  #withUnordered(linked: LinkedStatement, happens: Taint): Taint {
    let all = happens;
    for (const alike of this.#cutting.get(linked.block)?.values() ?? [])
      for (const [other, cuts] of alike) {
        if (joinTaints(all, cuts) === all) break;
        if (other !== linked && !this.routine.precedence.before(linked, other)) all = joinTaints(all, cuts);
      }
    return all;
  }

  /** Keeps what decides that nothing beside a statement goes on. */
  #keepCuts(linked: LinkedStatement, before: Taint, cuts: Taint): void {
    if (!sameTaint(before, cuts)) this.#cutting.get(linked.block)?.get(contentOf(before))?.delete(linked);
    if (cuts === clean) return;
    // Statements above it have been looked at without it.
    this.#isCircular = true;
    keepIn(this.#cutting, linked.block, linked, cuts);
  }

  #keep<K>(map: Map<K, Taint>, key: K, taint: Taint): void {
    const known = map.get(key);
    if (known === undefined || !sameTaint(known, taint)) this.#changed = true;
    map.set(key, taint);
  }

  #keepFlow(linked: LinkedStatement, flow: Flow): void {
    const known = this.#flows.get(linked);
    const isSame =
      known !== undefined &&
      sameTaint(known.ends, flow.ends) &&
      sameTaint(known.stays, flow.stays) &&
      sameTaint(known.fails, flow.fails) &&
      sameTaint(known.denies, flow.denies) &&
      sameTaint(known.says, flow.says) &&
      sameTaint(known.tells, flow.tells) &&
      sameTaint(known.lasts, flow.lasts) &&
      sameShape(known.value, flow.value);
    if (!isSame) this.#changed = true;
    this.#flows.set(linked, flow);
    this.#values.set(linked.id, flow.value);
    // Only rules ask what the statements beside one decide.
    if (!this.context.strict) return;
    const before = known === undefined ? clean : joinTaints(known.ends, known.stays);
    this.#keepCuts(linked, before, joinTaints(flow.ends, flow.stays));
  }
}

/** True if a statement was kept under another taint before, or under none. */
function keepIn(
  all: Map<LinkedBlock, Cutting>,
  block: LinkedBlock,
  linked: LinkedStatement,
  taint: Taint,
): boolean {
  const cutting: Cutting = all.get(block) ?? new Map();
  all.set(block, cutting);
  const content = contentOf(taint);
  const alike = cutting.get(content) ?? new Map<LinkedStatement, Taint>();
  cutting.set(content, alike);
  const isNew = !alike.has(linked);
  if (isNew) for (const other of cutting.values()) other.delete(linked);
  alike.set(linked, taint);
  return isNew;
}
