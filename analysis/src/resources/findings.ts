import { holdMargin } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import { formatDuration } from "@orchlang/plan/quantities";
import type { Obligation } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import { durationAt } from "../bounds/context.ts";
import { overflowChain } from "../bounds/holding.ts";
import { isBounded } from "../bounds/limit.ts";
import { overSinceGrant } from "../bounds/since-grant.ts";
import { endless } from "../bounds/timeline.ts";
import { routinesOf } from "../graph/call-graph.ts";
import { type Finding, nodeName } from "../rules/finding.ts";
import type { Run } from "../rules/run.ts";
import { heldBy, type LinkedStatement } from "../tree.ts";
import { listed, shortName } from "../words.ts";
import { peaksIn } from "./peak.ts";
import { membersOf } from "./taking.ts";

/** Compares a run's demand on each pool with its supply, and each hold's time with its contents. */
export function resourceFindings(run: Run): readonly Finding[] {
  const holds = run.reached.flatMap((routine) =>
    routine.tree.all.flatMap((linked) =>
      linked.statement.node.kind === "hold" ? [heldFinding(run, routine, linked)] : [],
    ),
  );
  return [...demandFindings(run), ...holds];
}

function demandFindings(run: Run): readonly Finding[] {
  const { analysis, roots } = run;
  const of = peaksIn(analysis);
  const demand = new Map<string, number>();
  for (const root of roots) {
    for (const [pool, peak] of of(root)) demand.set(pool, Math.max(peak, demand.get(pool) ?? 0));
  }
  return [...demand]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([pool, peak]) => {
      const there = membersOf(analysis.program, pool);
      const chain = overflowChain(analysis.program, pool).map(({ name }) => shortName(name));
      const over = chain.length > 1 ? ` (with ${listed(chain.slice(1))})` : "";
      const most = Number.isFinite(peak) ? `at most ${peak}` : "any number";
      const fits = peak <= there;
      return finding({
        id: `demand ${pool}`,
        source: { pool, clause: "demand" },
        rule: `${shortName(pool)} at once`,
        verdict: fits ? "proved" : "checked",
        assumes: fits ? ["pool not shared"] : [],
        nodes: [],
        evidence: `one run holds ${most} at once, of ${there}${over}${fits ? "" : ": the others stand in line"}`,
      });
    });
}

/** A hold whose block can outlast it fails as `resource_lost` when its time is over (semantics, rule 46a). */
function heldFinding(run: Run, routine: AnalysedRoutine, hold: LinkedStatement): Finding {
  const held = durationAt(routine.context, hold, heldFor(hold), "the hold").least;
  const needs = neededBy(routine, hold);
  // A run stops to act on what it holds a little before the end: what is over only then comes too late.
  const acts = held - holdMargin(held);
  const fits = needs < acts;
  const takes =
    needs < endless
      ? `what is done takes ${formatDuration(needs)} at most`
      : "what is done may take any time";
  const notes = [...peopleIn(run, hold), ...pausesIn(hold)];
  return finding({
    id: `held ${nodeName(routine, hold)}`,
    source: { step: nodeName(routine, hold), clause: "held" },
    rule: `${variableOf(hold)} is held long enough`,
    verdict: fits ? "proved" : "checked",
    assumes: fits ? ["declared bounds kept", "no redispatch", "process up"] : [],
    nodes: [nodeName(routine, hold)],
    evidence: [
      `${takes}, and it is held for ${formatDuration(held)}${heldBefore(needs, held)}${fits ? "" : ": what is not done by then fails as resource_lost"}`,
      ...notes,
    ].join("; "),
  });
}

/** Mentioned only if it decides. */
function heldBefore(needs: number, held: number): string {
  const margin = holdMargin(held);
  const decides = needs >= held - margin && needs <= held;
  return decides ? `, of which the last ${formatDuration(margin)} are kept free` : "";
}

function finding({
  evidence,
  ...obligation
}: Omit<Obligation, "severity"> & { readonly evidence: string }): Finding {
  return { obligation: { ...obligation, severity: "informational" }, evidence, gates: [], diagnostics: [] };
}

function heldFor(hold: LinkedStatement) {
  const { node } = hold.statement;
  return node.kind === "hold" ? node.for : { op: "constant" as const, value: 0 };
}

function variableOf(hold: LinkedStatement): string {
  const { node } = hold.statement;
  return node.kind === "hold" ? node.variable : hold.id;
}

/** ms from the grant to the end of all that is done with it, at worst; how long it was waited for does not count. */
function neededBy(routine: AnalysedRoutine, hold: LinkedStatement): number {
  const overOf = overSinceGrant(routine, hold);
  const ends = hold.blocks
    .filter(({ role }) => role?.kind === "held")
    .flatMap((block) => block.statements.map(overOf));
  const needs = Math.max(0, ...ends);
  // Without an end it is so long that what came before makes no difference to it.
  return needs < endless / 2 ? needs : endless;
}

/** People who are awaited meanwhile, in called plans too. */
function peopleIn(run: Run, hold: LinkedStatement): readonly string[] {
  const asked = heldBy(hold).filter(({ attempts }) =>
    attempts.some(({ attempt }) => asksPeople(run, attempt)),
  );
  if (asked.length === 0) return [];
  return [`held while a person is waited for at ${listed(asked.map(({ id }) => id))}`];
}

function asksPeople({ analysis }: Run, { target }: Attempt): boolean {
  if ("capability" in target) {
    return analysis.program.capabilities.get(target.capability)?.capability.kind === "human";
  }
  return routinesOf(analysis, target).some(({ bounds }) => {
    const { people } = bounds.bounds.latency.parts;
    return !isBounded(people) || people.value > 0;
  });
}

function pausesIn(hold: LinkedStatement): readonly string[] {
  const paused = heldBy(hold).filter(({ attempts }) =>
    attempts.some(({ attempt }) => attempt.options.retry !== undefined),
  );
  if (paused.length === 0) return [];
  return [`held through the pauses between tries of ${listed(paused.map(({ id }) => id))}`];
}
