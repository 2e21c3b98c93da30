import type { CheckedProgram } from "@orchlang/checker";
import { type LabelFacts, labelFactsOf, through } from "@orchlang/checker/labels";
import type { Label, Schema } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { anywhere } from "../graph/call-graph.ts";
import { type Definitions, labelWithin } from "./declared.ts";
import { type Elsewhere, limitsOfPolicies, type PolicyLimit } from "./limits.ts";
import type { Place } from "./sources.ts";
import { type Asking, usesInGoal, usesStartedBy } from "./started.ts";
import { clean, contentOf, joinAll, joinTaints, sameTaint, type Taint, taintOf } from "./taint.ts";
import type { Use } from "./uses.ts";

/* The limits of policies count the calls of all runs: what decides these decides whether a call of another run is denied. */

const nothing: Elsewhere = new Map();
const results = new WeakMap<Analysis, Map<boolean, Elsewhere>>();

/**
 * The least fixpoint: what fills one limit may deny a call without which another is filled. While it is being found, as
 * much of it as is known.
 */
export function filledElsewhere(analysis: Analysis, asking: Asking): Elsewhere {
  const { strict } = asking;
  const whole = analysis.whole ?? analysis;
  const byMode = results.get(whole) ?? new Map<boolean, Elsewhere>();
  results.set(whole, byMode);
  const known = byMode.get(strict);
  if (known !== undefined) return known;
  const limits = limitsOfPolicies(whole.program);
  const routines = limits.length === 0 ? [] : [...whole.routines.values()];
  byMode.set(strict, nothing);
  const { triggers = [] } = whole.program;
  const isLabelled = triggers.length > 0 || routines.some((routine) => hasLabelled(whole, routine));
  if (routines.length === 0 || !isLabelled) return nothing;
  for (let sofar = nothing; ; ) {
    const all = routines.flatMap((routine) => usesOf(whole, routine, asking));
    const uses = Map.groupBy(all, ({ capability }) => capability);
    const next = new Map(limits.map((limit) => [limit.ofPolicy, counting(filledBy(uses, limit), strict)]));
    if (limits.every(({ ofPolicy: of }) => sameTaint(sofar.get(of) ?? clean, next.get(of) ?? clean)))
      return sofar;
    sofar = next;
    byMode.set(strict, sofar);
  }
}

/** A clearance asks for the integrity of what fills a limit alone: what is trusted adds nothing to what it looks at. */
function counting(filled: Taint, strict: boolean): Taint {
  const { integrity, follows } = filled.label;
  return strict || integrity === "untrusted" || follows !== undefined ? filled : clean;
}

/** The same text for what decides alike. */
export function contentOfElsewhere(elsewhere: Elsewhere): string {
  return [...elsewhere].map(([limit, taint]) => `${limit}: ${contentOf(taint)}`).join();
}

type Counted = Omit<Use, "linked"> & { readonly place: Place };

/** All that a plan does that is counted, whatever starts it. */
function usesOf(analysis: Analysis, routine: AnalysedRoutine, asking: Asking): readonly Counted[] {
  const { name, head, origin } = routine.checked;
  const { file } = origin;
  const starting = (analysis.program.triggers ?? []).filter(
    ({ starts }) => starts?.target === name || starts?.target === head.achieves,
  );
  const started = [
    ...starting.flatMap((trigger) => usesStartedBy(analysis, trigger, routine, asking)),
    ...usesInGoal(analysis, routine, asking),
  ];
  return [
    ...asking
      .labelsOf(analysis, routine, asking.strict)
      .uses.filter(isCounted)
      .map((use) => ({ ...use, place: { file, span: use.linked.statement.nameSpan } })),
    ...started.filter(isCounted).map((use) => ({ ...use, place: { file, span: origin.nameSpan } })),
  ];
}

/** Only the begin of a call, of a plan or of a goal is counted. */
function isCounted({ about }: Pick<Use, "about">): boolean {
  return about === "call" || about === "enter";
}

function filledBy(
  uses: ReadonlyMap<string, readonly Counted[]>,
  { names, isByArguments }: PolicyLimit,
): Taint {
  const counted = names.flatMap((name) => uses.get(name) ?? []);
  const taints = counted.flatMap(({ parameter, taint, when = clean, place }) => {
    if (parameter !== undefined && !isByArguments) return [];
    return [
      taintOf(
        through(joinTaints(taint, when).label, { says: "another run may fill a limit by this", ...place }),
      ),
    ];
  });
  return joinAll(taints);
}

/**
 * True if anything that is personal, secret or untrusted can come into a plan, by its parameters, what its calls give, or
 * what it hears of the world. Where nothing can nothing leaks, and nobody need follow labels through it; unless some
 * place is cleared for what is public alone.
 */
export function hasLabelled(analysis: Analysis, routine: AnalysedRoutine): boolean {
  if (isKeptPublic(analysis)) return true;
  return anywhere(analysis, "whether labels come in", routine, (one) => ownLabelled(analysis, one));
}

/** True if what is internal may not go everywhere: that is what has no label. */
function isKeptPublic({ program, settings }: Analysis): boolean {
  return factsOf(program).clearsPublicOnly || Object.values(settings.clearances).includes("public");
}

function factsOf(program: CheckedProgram): LabelFacts {
  return program.labelFacts ?? labelFactsOf(program);
}

function ownLabelled({ program }: Analysis, { checked, tree }: AnalysedRoutine): boolean {
  const { schemas } = program;
  return (
    factsOf(program).hearsLabelled ||
    checked.params.some(({ label, schema }) => isLabelled(label, schema, schemas)) ||
    tree.all.some(({ statement: { node }, attempts }) => {
      if (node.kind === "hold" || (node.kind === "wait" && node.for.kind !== "duration")) return true;
      if (node.kind === "loop" && node.over.kind === "occurrences") return true;
      return attempts.some(
        ({ attempt: { target, using } }) =>
          using !== undefined || ("capability" in target && gives(program, target.capability)),
      );
    })
  );
}

function gives({ capabilities, schemas }: CheckedProgram, name: string): boolean {
  const result = capabilities.get(name)?.capability.result ?? null;
  return result !== null && isLabelled(result.label, result.schema, schemas);
}

function isLabelled(label: Label, schema: Schema, definitions: Definitions): boolean {
  const { confidentiality, integrity } = labelWithin(label, schema, definitions);
  return confidentiality === "personal" || confidentiality === "secret" || integrity === "untrusted";
}
