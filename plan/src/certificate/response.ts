import { freeReads, partsOf } from "../evaluate/free-reads.ts";
import type { Certificate } from "../shapes/certificate.ts";
import type { Expression } from "../shapes/expression.ts";
import type { Attempt, Node } from "../shapes/node.ts";
import type { GuardrailRule } from "../shapes/rule.ts";
import { Sums, uncovered } from "./figures.ts";
import * as walk from "./program.ts";
import { type Begin, type Indexed, own, type Program, type Rejection, rejected } from "./program.ts";
import { clauseOf, estimate, mostOf } from "./value.ts";

/** `every A followed by B [within D]`: without faults, B completes after each A in time, or A is undone (rule 40). */
export interface ResponseClaim {
  readonly program: Program;
  readonly roots: readonly Indexed[];
  readonly rule: Extract<GuardrailRule, { readonly kind: "followed" }>;
}

type Response = Extract<Certificate, { readonly kind: "response" }>;

/** Rejects a response unless the statement named for each A surely does B after it, with only a fault in between. */
export function checkResponse(claim: ResponseClaim, certificate: Response): Rejection | undefined {
  const { program, roots, rule } = claim;
  const scope = walk.reached(program, roots);
  const begins = walk
    .beginsOf(program, scope)
    .filter(({ name }) => walk.selects(program, rule.every.selector, name));
  const wrong = begins.map((begin) => [begin.place, unanswered(claim, certificate, begin)] as const);
  const [place, because] = wrong.find(([, each]) => each !== undefined) ?? [];
  const below = scope.filter((each) => !roots.includes(each));
  const lasting = { program, subject: { lasts: true }, kept: true } as const;
  if (place !== undefined && because !== undefined) return rejected(place, because);
  return begins.length === 0 ? undefined : uncovered(lasting, below, certificate.figures);
}

/** Why what is named does not surely follow one beginning of A. */
export function unanswered(
  claim: ResponseClaim,
  { by, figures }: Response,
  begin: Begin,
): string | undefined {
  const { program, rule, roots } = claim;
  const { within, node, how, handler, place } = begin;
  const { root, finally: last } = within.routine;
  const next = within.nodes.get(own(by, place) ?? "");
  if (how !== "call" || handler || node.kind !== "call" || next?.kind !== "call")
    return "it is not shown what follows";
  const isMeant = rule.by.some(({ selector, outcome = "completed", when }) => {
    const is = walk.selects(program, selector, walk.targetName(next.attempt.target));
    return is && when === undefined && outcome === "completed";
  });
  if (!isMeant || !isSure(program, within, next.attempt)) return `\`${next.id}\` does not surely do it`;
  // Rounds of loops that do not contain the later action may all come in between.
  const outer = walk.around(within, next);
  const loops = walk.around(within, node).filter((each) => each.kind === "loop" && !outer.includes(each));
  const at = loops.at(-1) ?? node;
  const before = walk.settledBefore(within, at);
  const sums = new Sums({ program, subject: { lasts: true }, kept: true }, figures, new Set([...before, at]));
  let late = sums.block("lasts", within, next.block);
  if (next.block === last && !walk.isLast(within, node)) {
    const first = walk
      .nodesOf(within, last)
      .find((each) => each !== next && !walk.settledBefore(within, each).has(next));
    if (first !== undefined) return `\`${first.id}\` may end \`finally\` before`;
    late += sums.block("lasts", within, root) + sums.block("undoing", within, root);
  } else {
    const chain = [node, ...walk.around(within, node)];
    const after = walk.settledBefore(within, next);
    const isAfter = chain.some((each) => after.has(each)) && chain.some(({ block }) => block === next.block);
    if (!isAfter) return `\`${next.id}\` does not come after it on every way`;
    if (!roots.includes(within)) return "what calls its plan may end it before";
    if (rule.every.outcome === "failed" && !isSure(program, within, node.attempt))
      return "its failure may end the plan";
    const ender =
      enderOf(program, begin, at, next) ??
      (isCompensated(program, begin) ? undefined : limitOf(program, begin, figures));
    if (ender !== undefined) return `${ender} may end the plan before \`${next.id}\``;
  }
  const most = rule.within ? estimate(rule.within, { program, within, locals: {} }).least : Number.MAX_VALUE;
  return late <= most ? undefined : `\`${next.id}\` may be over ${late} ms later`;
}

/** A statement that may end the plan after A and before what follows: it may `return`, or fail where A then stays. */
function enderOf(program: Program, begin: Begin, at: Node, next: Node): string | undefined {
  const { within } = begin;
  const owners = walk.around(within, at);
  const before = walk.settledBefore(within, at);
  // After a `return` nothing begins that waits for what is around that.
  const decided = walk.settledBefore(within, at, true);
  const reached = [...walk.settledBefore(within, next, true)];
  const awaited = reached.filter((each) => !decided.has(each) && each !== begin.node);
  const returns = awaited.find((each) => walk.insideOf(within, each).some(({ kind }) => kind === "return"));
  if (returns !== undefined || isCompensated(program, begin)) return returns && `\`${returns.id}\``;
  const later = [next, ...walk.around(within, next)];
  const isLater = (node: Node): boolean => later.some((each) => walk.settledBefore(within, node).has(each));
  const open = [at, ...owners].flatMap(({ block }) => walk.nodesOf(within, block));
  const beside = open.filter(
    (each) => each !== next && !owners.includes(each) && !before.has(each) && !isLater(each),
  );
  // Rounds that run side by side may be at any place.
  const isWide = (node: Node): boolean =>
    node.kind === "loop" &&
    node.over.kind !== "fold" &&
    !(node.over.kind === "list" && node.over.atOnce === 1);
  const rounds = owners.filter(isWide).flatMap((each) => walk.insideOf(within, each));
  const isOut = ({ kind, block }: Node): boolean =>
    kind === "return" || kind === "fail" || walk.stops(within, block);
  const others = beside.flatMap((each) => {
    const inside = walk.insideOf(within, each);
    // A choice that has not ended the plan by now has taken no side that ends it.
    if (decided.has(each)) return inside.filter((inner) => !isOut(inner));
    return each === begin.node ? [] : [each, ...inside];
  });
  const ender = [...others, ...rounds].find((each) => !isCalm(program, within, each));
  return ender && `\`${ender.id}\``;
}

/** Ends of the plan that are not faults: the action's own failure, surrounding statements, a time limit. */
function limitOf(
  program: Program,
  { within, node, attempt }: Begin,
  figures: Response["figures"],
): string | undefined {
  const { options } = attempt;
  const { overlap, achieves, timeout, root } = within.routine;
  // A pure call that is aborted has no effect.
  const isTimed =
    walk.capabilityOf(program, attempt)?.effect.kind !== "pure" && !isInTime(program, within, attempt);
  const isAsked = options.accept !== undefined || options.attempts !== undefined || isTimed;
  if (isAsked) return "what it asks of its result or its time";
  if (walk.around(within, node).some(({ kind }) => kind === "race" || kind === "hold"))
    return "what is around it";
  if (overlap?.mode === "replace") return "another run";
  const rules = program.plan.guardrails.flatMap((each) => each.rules);
  const limits = [
    ...rules.flatMap((each) => (each.kind === "bound" ? [each] : [])),
    ...(own(program.plan.goals, achieves ?? "")?.budget ?? []),
  ];
  const times = [timeout, ...limits.flatMap(({ of, limit }) => (of === "latency" ? [limit] : []))];
  const lasts = new Sums({ program, subject: { lasts: true }, kept: true }, figures).block(
    "lasts",
    within,
    root,
  );
  const isLate = (limit: Expression): boolean =>
    !(lasts <= estimate(limit, { program, within, locals: {} }).least);
  return times.some((limit) => limit !== undefined && isLate(limit)) ? "a time limit" : undefined;
}

/** True if a failure of the plan undoes A: its undo names nothing that may be held, and no `commit` may have passed since (semantics, rules 28 and 28a). */
function isCompensated(program: Program, { within, node, attempt }: Begin): boolean {
  const { undo } = walk.settlingOf(program, attempt);
  const reads = Object.values(undo?.args ?? {})
    .flatMap(freeReads)
    .flatMap((read) => {
      const given = read.from === "local" ? own(attempt.args, read.name) : undefined;
      return given === undefined ? [read] : freeReads(given);
    });
  const isFree = reads.every(({ from, name }) => from === "input" || (from === "local" && name === "result"));
  const before = walk.settledBefore(within, node);
  const isKept = within.routine.nodes.some((each) => each.kind === "commit" && !before.has(each));
  return undo !== undefined && isFree && !isKept && !walk.isLast(within, node);
}

/** A statement that does not fail without a fault. */
function isCalm(program: Program, within: Indexed, node: Node): boolean {
  if (node.kind === "call") return isSure(program, within, node.attempt);
  if (node.kind === "branch")
    return [node.subject, ...node.arms.map(({ condition }) => condition)].every(isTotal);
  if (node.kind === "emit") return Object.values(node.fields).every(isTotal);
  return node.kind === "join" || node.kind === "commit" || ("value" in node && isTotal(node.value));
}

/** True if a call completes in every run without faults: nobody is asked, nothing is refused, there is time enough. */
function isSure(program: Program, within: Indexed, attempt: Attempt): boolean {
  const { options, using, checks, args } = attempt;
  const capability = walk.capabilityOf(program, attempt);
  const asked = [options.accept, options.attempts, options.cache, using].some((each) => each !== undefined);
  const isFree = checks.every((id) => own(program.plan.checks, id)?.kind === "consent");
  const isCapable =
    capability !== undefined && capability.kind !== "human" && isInTime(program, within, attempt);
  return isCapable && !asked && isFree && Object.values(args).every(isTotal);
}

function isInTime(program: Program, within: Indexed, attempt: Attempt): boolean {
  const { timeout } = attempt.options;
  const at = { program, within, locals: {} };
  const capability = walk.capabilityOf(program, attempt);
  const most = mostOf(capability?.latency, clauseOf(at, capability?.params, attempt.args));
  return timeout === undefined || most <= estimate(timeout, at).least;
}

/** An expression that has a value whatever the data: it calls nothing that may have none. */
function isTotal(expression: Expression | undefined): boolean {
  if (expression === undefined) return true;
  const { op } = expression;
  const isCall =
    (op === "call" && !/^(label|list)\./.test(expression.fn)) || op === "match" || op === "template";
  const isFold = op === "fold" && !["map", "filter", "all", "any", "count"].includes(expression.fn);
  return !isCall && !isFold && partsOf(expression).every(isTotal);
}
