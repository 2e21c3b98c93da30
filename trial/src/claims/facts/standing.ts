import type { Plan } from "@orchlang/plan";
import type { RuleSource } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor, Played } from "../../claim.ts";
import { type Act, actsOf, placeAt } from "../acts.ts";
import { hasClosed, outsideRules } from "../assumptions.ts";
import type { Call, EventOf, RunEvent } from "../journal.ts";
import { covers, nodesAround, placed, routineOf, startsWith } from "../layout.ts";
import { factClaim, first } from "./fact.ts";

/** `is not undone`; and that nothing else stays where a failure undoes what was done (rule 46a). */
export const standing: Monitor = ({ file: { plan, about } }) => [
  ...plan.obligations
    .filter(({ source, verdict }) => verdict === "proved" && isStanding(source))
    .map(({ id, nodes }) =>
      factClaim({
        says: `${id}: ${about.evidence[id] ?? ""}`,
        contradicts: (run) => compensated(run, new Set(nodes)),
      }),
    ),
  factClaim({
    says: "nothing that stood at a `commit` is undone after it",
    contradicts: takenBackPastCommit,
  }),
  factClaim({
    says: "nothing but what the plan file lists stays when what is around it fails",
    outside: (played) => outsideRules(played) ?? leftOpen(played),
    contradicts: (run) => leftStanding(run, listed(plan)),
  }),
];

function isStanding(source: RuleSource): boolean {
  return "step" in source && source.clause === "irreversible";
}

function listed(plan: Plan): ReadonlySet<string> {
  return new Set(
    plan.obligations.flatMap(({ source, nodes }) =>
      isStanding(source) && !isOfCommit(plan, source) ? nodes : [],
    ),
  );
}

/** True if it is about the steps above a commit: they stay only once that has passed. */
function isOfCommit({ routines }: Plan, source: RuleSource): boolean {
  if (!("step" in source)) return false;
  const cut = source.step.lastIndexOf("/");
  const nodes = routines[source.step.slice(0, cut)]?.nodes ?? [];
  return nodes.some(({ id, kind }) => kind === "commit" && id === source.step.slice(cut + 1));
}

/** The commits that a run has passed: in which entering of which plan, and where in the journal. */
function commitsIn({ events, file: { plan } }: SimulatedRun): readonly { call: Call; seq: number }[] {
  return events.flatMap((event, seq) => {
    if (event.t !== "Settled" || event.status !== "completed") return [];
    const { call } = event;
    return placed(plan, call.routine, call.node)?.node.kind === "commit" ? [{ call, seq }] : [];
  });
}

/** True if a call was made in the entering of the plan that the commit is in, or in something which that has called. */
function isIn(call: Call, commit: Call): boolean {
  const { loops } = commit.site;
  const isBelow = call.routine === commit.routine || call.routine.startsWith(`${commit.routine}/`);
  return isBelow && startsWith(call.site.loops.map(String), loops.map(String));
}

function takenBackPastCommit(run: SimulatedRun): string | undefined {
  const byKey = new Map(actsOf(run).map((act) => [act.key, act] as const));
  return first(commitsIn(run), ({ call: commit, seq }) =>
    first(actsOf(run), ({ role, of, name, begins }) => {
      const target = role === "undo" ? byKey.get(of) : undefined;
      const [begin] = begins;
      if (target === undefined || begin === undefined || begin.seq < seq) return undefined;
      if ((target.begins[0]?.seq ?? seq) > seq || !isIn(placeAt(target, seq), commit)) return undefined;
      return `${name} takes ${nodeName(placeAt(target, seq))} back at event ${begin.seq}, though ${nodeName(commit)} has passed`;
    }),
  );
}

function nodeName({ routine, node }: Call): string {
  return `${routineOf(routine)}/${node}`;
}

function compensated(run: SimulatedRun, nodes: ReadonlySet<string>): string | undefined {
  const byKey = new Map(actsOf(run).map((act) => [act.key, act] as const));
  return first(actsOf(run), ({ role, of, name, begins }) => {
    const target = role === "undo" ? byKey.get(of) : undefined;
    const [begin] = begins;
    if (target === undefined || begin === undefined) return undefined;
    const call = placeAt(target, begin.seq);
    // Whatever way of doing a step it is, and whatever plan the step calls.
    const kept = nodesAround(run.file.plan, call).find((node) => nodes.has(node.name));
    return kept && `${name} takes ${nodeName(call)} back at event ${begin.seq}, though ${kept.name} stays`;
  });
}

/** A run that waits for an operator is not over, and one that was told to keep what it did has. */
function leftOpen({ run }: Played): string | undefined {
  if (!hasClosed(run)) return "the run is not over";
  const spared = (event: RunEvent): boolean =>
    event.t === "Doubted" ||
    event.t === "Ordered" ||
    (event.t === "Closed" && event.abandoned !== undefined) ||
    (event.t === "Told" && event.say.say === "holdLost");
  return run.events.some(spared) ? "something was left open" : undefined;
}

function leftStanding(run: SimulatedRun, stays: ReadonlySet<string>): string | undefined {
  const { plan } = run.file;
  const commits = commitsIn(run);
  const stopped = run.events.flatMap((event, seq) => (event.t === "Unwinding" ? [{ event, seq }] : []));
  return first(stopped, ({ event, seq }) =>
    first(actsOf(run), (act) => {
      const call = placeAt(act, seq);
      if (!isEffect(plan, act) || act.undone !== undefined) return undefined;
      if (
        commits.some(
          (commit) => commit.seq < seq && (act.begins[0]?.seq ?? seq) < commit.seq && isIn(call, commit.call),
        )
      )
        return undefined;
      // The effects of a called plan may be stated at the calling step.
      if (nodesAround(plan, call).some(({ name }) => stays.has(name))) return undefined;
      if (!covers(plan, event.region, call) || isInHandler(event, act, seq)) return undefined;
      return `${nodeName(call)} was done and stays, though what is around it was undone at event ${seq}`;
    }),
  );
}

function isEffect(plan: Plan, { role, name, end }: Act): boolean {
  const capability = plan.capabilities[name];
  return (
    role === "do" &&
    end?.status === "completed" &&
    capability !== undefined &&
    capability.kind !== "human" &&
    capability.effect.kind !== "pure"
  );
}

/** A handler stands in for what is undone: it begins later, and is no part of that. */
function isInHandler({ region }: EventOf<"Unwinding">, { begins }: Act, seq: number): boolean {
  return region.node !== undefined && (begins[0]?.seq ?? seq) > seq;
}
