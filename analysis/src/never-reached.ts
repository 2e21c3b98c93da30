import { type Expression, partsOf } from "@orchlang/plan/expressions";
import type { AnalysedRoutine } from "./analysis.ts";
import { expressionText } from "./expression/text.ts";
import { entryCondition } from "./facts/choice.ts";
import { all, not } from "./facts/logic.ts";
import { calledFrom } from "./graph/call-graph.ts";
import { isComeToWith } from "./graph/come-to.ts";
import { planModes } from "./graph/failures.ts";
import { none } from "./graph/modes.ts";
import { cannotHold, conjuncts, isUnreachable, nearestFacts, withBegun } from "./graph/reachability.ts";
import { neverHandled } from "./never-handled.ts";
import { byRules, underItsRules } from "./rules/denied-ways.ts";
import type { Run } from "./rules/run.ts";
import type { LinkedBlock, LinkedStatement } from "./tree.ts";
import { shortName } from "./words.ts";

/** A place of a plan that no run comes to, whatever its data are and whatever goes wrong. */
export interface NeverReached {
  /** `routine/step`, `routine/when@1 way 2`, `routine/when@1 no way`. */
  readonly place: string;
  /** In words: the condition that does not hold, and where. */
  readonly why: string;
}

/** More parts of a condition are not gone through for the shortest reason. */
const partsMax = 12;

/** The unreachable statements of an entry: the path condition can't hold, by itself or in any chain of calls. */
export function neverReached(run: Run): readonly NeverReached[] {
  return run.reached.flatMap((routine) =>
    routine.tree.all.flatMap((linked) => [
      ...whyNever(run, routine, { linked, also: [] }).map((why) => ({
        place: placeOf(routine, linked),
        why,
      })),
      ...waysNeverTaken(run, routine, linked),
      ...handlersNeverBegun(run, routine, linked),
    ]),
  );
}

/** Handlers that no failure comes to, and all that stands in them. */
function handlersNeverBegun(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly NeverReached[] {
  return neverHandled(run, routine, linked).flatMap(({ number, rescue, why }) => [
    { place: `${placeOf(routine, linked)} else ${number}`, why },
    ...linked.blocks
      .filter(({ block }) => "block" in rescue && rescue.block === block.id)
      .flatMap((block) => statementsIn(block).map((inside) => ({ place: placeOf(routine, inside), why }))),
  ]);
}

function statementsIn(block: LinkedBlock): readonly LinkedStatement[] {
  return block.statements.flatMap((linked) => [linked, ...linked.blocks.flatMap(statementsIn)]);
}

function placeOf({ checked }: AnalysedRoutine, { id }: LinkedStatement): string {
  return `${checked.name}/${id}`;
}

function waysNeverTaken(
  run: Run,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
): readonly NeverReached[] {
  if (linked.statement.node.kind !== "branch") return [];
  const arms = linked.blocks.filter(({ role }) => role?.kind === "arm");
  const ways = arms.map((block) => [wayName(block), entryCondition(block)] as const);
  const none = ["no way", all(arms.map((block) => not(entryCondition(block))))] as const;
  return [...ways, none].flatMap(([way, condition]) =>
    whyNever(run, routine, { linked, also: [condition] }).map((why) => ({
      place: `${placeOf(routine, linked)} ${way}`,
      why,
    })),
  );
}

function wayName({ role }: LinkedBlock): string {
  return `way ${role?.kind === "arm" ? role.arm + 1 : 1}`;
}

interface Meant {
  readonly linked: LinkedStatement;
  /** Further facts there, the innermost first. */
  readonly also: readonly Expression[];
}

/** Why no run comes there, if that is known. */
function whyNever(run: Run, routine: AnalysedRoutine, { linked, also }: Meant): readonly string[] {
  const { analysis, roots } = run;
  const facts = withBegun(routine, [...also, ...nearestFacts(linked)]);
  if (cannotHold(analysis, routine, linked, facts))
    return [
      `${inWords(shortest(facts, (some) => cannotHold(analysis, routine, linked, some)))} never holds there`,
    ];
  if (linked.block.inFinally && facts.flatMap(conjuncts).some(isFailed) && neverFails(run, routine))
    return [`\`${shortName(routine.checked.name)}\` never fails`];
  if (isUnreachable(analysis, routine, linked)) return ["the plan has always ended before"];
  if (roots.includes(routine)) return [];
  const isCome = (some: readonly Expression[]): boolean =>
    roots.some((root) => isComeToWith(analysis, root, { routine, facts: some }));
  if (isCome(facts)) return [];
  const name = `\`${shortName(routine.checked.name)}\``;
  if (!isCome([])) return [`${name} is never called`];
  return [`${inWords(shortest(facts, (some) => !isCome(some)))} holds in no call of ${name}`];
}

/** True of a plan that nothing in the run calls, and in which nothing goes wrong that no handler takes. */
function neverFails(run: Run, routine: AnalysedRoutine): boolean {
  const { analysis, roots, reached } = run;
  return (
    roots.includes(routine) &&
    !reached.some((each) => calledFrom(analysis, each).includes(routine)) &&
    routine.checked.head.timeout === undefined &&
    planModes(underItsRules(run).analysis, routine, byRules) === none
  );
}

/** True of `outcome.status == failed`. */
function isFailed(fact: Expression): boolean {
  if (fact.op !== "call" || !fact.fn.endsWith(".equal")) return false;
  const [status, value] = fact.args[0]?.op === "constant" ? fact.args.toReversed() : fact.args;
  return (
    status?.op === "field" &&
    status.name === "status" &&
    status.of.op === "read" &&
    status.of.from === "local" &&
    status.of.name === "outcome" &&
    value?.op === "constant" &&
    value.value === "failed"
  );
}

/** A sufficient subset of the facts: each part is dropped if the others suffice. */
function shortest(
  facts: readonly Expression[],
  isEnough: (facts: readonly Expression[]) => boolean,
): readonly Expression[] {
  let kept = facts.flatMap(conjuncts);
  for (const fact of kept.slice(0, partsMax)) {
    const others = kept.filter((each) => each !== fact);
    if (others.length > 0 && isEnough(others)) kept = others;
  }
  return kept;
}

function inWords(facts: readonly Expression[]): string {
  const results = facts.filter((fact) => !isAtom(fact)).map(expressionText);
  return results.length === 0 ? "what is asked there" : `\`${[...new Set(results)].join(" and ")}\``;
}

/** True if it speaks of something that has no text of its own, as that a handler is entered. */
function isAtom(fact: Expression): boolean {
  const open = [fact];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.op === "read" && part.from === "local" && part.name.includes(" ")) return true;
    open.push(...partsOf(part));
  }
  return false;
}
