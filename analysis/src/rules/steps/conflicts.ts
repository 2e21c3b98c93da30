import type { CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Fix } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import { canonical } from "@orchlang/plan/json";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { argumentsAt } from "../../bounds/attempt.ts";
import { clauseInCall } from "../../expression/clause.ts";
import { holdsAround } from "../../expression/qualify.ts";
import { implies } from "../../facts/implication.ts";
import { never } from "../../facts/logic.ts";
import { excludeEachOther } from "../../facts/path-condition.ts";
import { nearestFacts, withBegun } from "../../graph/reachability.ts";
import { type LinkedStatement, standsIn } from "../../tree.ts";
import { shortName } from "../../words.ts";
import { capabilityOf, isOnce, readsLocal } from "../effects.ts";
import { afterEdit } from "../order/missing.ts";

/* Steps that touch the same thing and have no order between them (semantics, rule 52). */

export const unordered = defineDiagnostic<{ first: string; second: string; what: string }>({
  code: "ORCH4502",
  severity: "warning",
  title: "Two steps touch the same thing in no order",
  message: ({ first, second, what }) =>
    first === second
      ? `Rounds of \`${first}\` may run at the same time, and ${what}.`
      : `\`${first}\` and \`${second}\` may run at the same time, and ${what}.`,
  help: ({ first, second }) =>
    first === second
      ? "Let them run one after another, `at once 1`, or let the item decide what they touch."
      : "Say which comes first with `after`.",
});

/** Beyond so many steps on one thing, each is only held against the next few. */
const neighboursMax = 32;

/** A step, and one thing that it touches. */
interface Touch {
  readonly linked: LinkedStatement;
  readonly pure: boolean;
  /**
   * The key that distinguishes it from others on the same thing: keys that are equal, or not provably different,
   * conflict.
   */
  readonly key: readonly Expression[];
  readonly what: string;
}

/** True if no proof is lost once the second waits for the first. */
type Keeps = (first: LinkedStatement, second: LinkedStatement) => boolean;

/** Orders of so many pairs of a plan are tried, since each try looks at all rules anew; further pairs get no fix. */
const triedMax = 8;

export function conflictDiagnostics(
  { program }: Analysis,
  routine: AnalysedRoutine,
  keeps: Keeps,
): readonly Diagnostic[] {
  const groups = new Map<string, Touch[]>();
  for (const linked of routine.tree.all) {
    for (const [group, touch] of touchesOf(program, linked)) {
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [touch]);
      else known.push(touch);
    }
  }
  const reported = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const touches of groups.values()) {
    for (const [at, second] of touches.entries()) {
      const others = touches.slice(Math.max(0, at - neighboursMax), at);
      for (const first of [...others, ...(runsBesideItself(second) ? [second] : [])]) {
        const pair = `${first.linked.id} ${second.linked.id}`;
        if (reported.has(pair) || !conflict(routine, first, second)) continue;
        reported.add(pair);
        diagnostics.push(
          describe(routine, first, second, diagnostics.length < triedMax ? keeps : () => false),
        );
      }
    }
  }
  return diagnostics;
}

/** By what is touched: a held member, an entity, a capability that happens at most once. */
function touchesOf(program: CheckedProgram, linked: LinkedStatement): readonly (readonly [string, Touch])[] {
  const touches: (readonly [string, Touch])[] = [];
  for (const { attempt } of linked.attempts) {
    const capability = capabilityOf(program, attempt);
    if (capability === undefined || capability.kind === "human") continue;
    const pure = capability.effect.kind === "pure";
    const holds = holdsAround(linked);
    if (holds.length === 0 && capability.touches.length === 0 && !isOnce(capability)) continue;
    const args = argumentsAt(linked, attempt);
    for (const hold of holds) {
      const { node } = hold.statement;
      if (node.kind !== "hold" || !Object.values(attempt.args).some((arg) => readsLocal(arg, node.variable)))
        continue;
      touches.push([
        `hold ${hold.id}`,
        { linked, pure, key: [], what: `both use what \`${node.variable}\` holds` },
      ]);
    }
    for (const { entity, by } of capability.touches) {
      const key = [clauseInCall(by, { capability, args })];
      touches.push([
        `entity ${entity}`,
        { linked, pure, key, what: `both touch the same \`${shortName(entity)}\`` },
      ]);
    }
    if (isOnce(capability)) {
      const what = `both call \`${shortName(capability.name)}\``;
      touches.push([`once ${capability.name}`, { linked, pure: false, key: Object.values(args), what }]);
    }
  }
  return touches;
}

/** The rounds of a fan-out conflict with each other, unless the item distinguishes what they touch. */
function runsBesideItself({ linked, key }: Touch): boolean {
  const { owner, role } = linked.block;
  const node = owner?.statement.node;
  if (role?.kind !== "round" || node?.kind !== "loop" || node.over.kind !== "list") return false;
  if (node.over.atOnce === 1) return false;
  const item = `${owner?.id}.${node.variable}`;
  return !key.some((part) => readsLocal(part, item));
}

function conflict(routine: AnalysedRoutine, first: Touch, second: Touch): boolean {
  if (first.pure && second.pure) return false;
  if (first === second) return true;
  if (first.linked === second.linked) return false;
  // A failure's handler runs after the failed step has ended.
  if (standsIn(second.linked, first.linked) || standsIn(first.linked, second.linked)) return false;
  if (raceTogether(first.linked, second.linked)) return false;
  const { precedence } = routine;
  if (precedence.before(first.linked, second.linked) || precedence.before(second.linked, first.linked))
    return false;
  if (first.key.some((part, at) => provablyDiffer(part, second.key[at]))) return false;
  return !excludeEachOther(first.linked, second.linked) && !neverBoth(routine, first.linked, second.linked);
}

/** True if one is come to only where a step has given something that is not come to beside the other. */
function neverBoth(routine: AnalysedRoutine, first: LinkedStatement, second: LinkedStatement): boolean {
  if (first.block.inFinally || second.block.inFinally) return false;
  const facts = [...nearestFacts(first), ...nearestFacts(second)];
  return implies(withBegun(routine, facts), never) === true;
}

/** Branches of one race run side by side on purpose; the race's own rule reports effects of a loser. */
function raceTogether(first: LinkedStatement, second: LinkedStatement): boolean {
  const race = raceOf(first);
  return race !== undefined && race === raceOf(second);
}

function raceOf({ block }: LinkedStatement): LinkedStatement | undefined {
  return block.role?.kind === "contender" ? block.owner : undefined;
}

function provablyDiffer(one: Expression, other: Expression | undefined): boolean {
  if (other === undefined || one.op !== "constant" || other.op !== "constant") return false;
  return canonical(one.value) !== canonical(other.value);
}

function describe(routine: AnalysedRoutine, first: Touch, second: Touch, keeps: Keeps): Diagnostic {
  const { file } = routine.checked.origin;
  return unordered.at(
    { file, span: second.linked.statement.nameSpan },
    { first: first.linked.id, second: second.linked.id, what: second.what },
    {
      labels:
        first === second
          ? []
          : [{ file, span: first.linked.statement.nameSpan, message: "the other is here" }],
      fixes: first === second ? [] : afterFix(routine, first.linked, second.linked, keeps),
    },
  );
}

/** The order in which they are written, or else the other one. */
function afterFix(
  routine: AnalysedRoutine,
  first: LinkedStatement,
  second: LinkedStatement,
  keeps: Keeps,
): readonly Fix[] {
  const orders: readonly (readonly [LinkedStatement, LinkedStatement])[] = [
    [first, second],
    [second, first],
  ];
  for (const [before, then] of orders) {
    const edit = afterEdit(routine, before, then);
    if (edit === undefined || !keeps(before, then)) continue;
    return [{ title: `Run \`${then.id}\` after \`${before.id}\``, safe: false, edits: [edit] }];
  }
  return [];
}
