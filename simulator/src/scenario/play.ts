import type { RunEvent } from "@orchlang/kernel/run";
import type { Plan, PlanFile } from "@orchlang/plan";
import { evaluate, freeReads } from "@orchlang/plan/expressions";
import type { Selector } from "@orchlang/plan/rules";
import type { ExpectClause, Scenario, ScenarioClause, ScenarioContext } from "@orchlang/plan/scenarios";
import { actionsOf, begins, deedsOf, isGivenSo, selects, stands } from "../expect/actions.ts";
import { judge, outcomeOf } from "../expect/expectation.ts";
import { countsFor } from "../expect/scope.ts";
import { foldedRun, kernel } from "../machines.ts";
import { type SimulatedRun, simulate } from "../simulate.ts";
import { Unplayable } from "./values.ts";
import { worldOf } from "./world.ts";

/** The result of one `expect`. */
export interface JudgedExpectation {
  /** Its place among the scenario's clauses. */
  readonly clause: number;
  /** `not judged`: the scenario could not be played. */
  readonly status: "met" | "unmet" | "not judged";
  /** Why it is not met. */
  readonly because?: string;
  /** Where it is broken, if at one place: in the journal of the first run, or of so many further. */
  readonly broken?: { readonly run: number; readonly at: number };
}

/**
 * The result of a scenario. A scenario that cannot be played, because one of its values cannot be evaluated, has
 * failed: it tests nothing.
 */
export interface PlayedScenario {
  readonly status: "passed" | "failed";
  readonly expectations: readonly JudgedExpectation[];
  /** The outcome of the run, in words; or why there is none. */
  readonly outcome: string;
  /** Faults that never came about, answers that nobody asked for, expectations that say nothing. */
  readonly notes: readonly string[];
  readonly run?: SimulatedRun;
}

/** Plays a scenario of a plan, and judges what it expects. */
export function playScenario(
  scenario: Scenario,
  file: Pick<PlanFile, "plan" | "id">,
  context: ScenarioContext,
): PlayedScenario {
  const expected = scenario.clauses.flatMap((clause, index) =>
    clause.kind === "expect" ? [{ clause, index }] : [],
  );
  try {
    const happened = new Set<ScenarioClause>();
    const world = worldOf(scenario, file.plan, context, (clause) => happened.add(clause));
    const run = simulate(file, world);
    const expectations = expected.map(({ clause, index }) => judged(run, clause, index));
    const met = expected.flatMap(({ clause }, nth) => (expectations[nth]?.status === "met" ? [clause] : []));
    return {
      status: statusOf(expectations),
      expectations,
      outcome: outcomeOf(run),
      notes: [
        ...notesOf(scenario.clauses, run),
        ...spared(scenario.clauses, happened),
        ...vacuous(scenario.clauses, met, run),
      ],
      run,
    };
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error;
    return notPlayed(scenario, error.message);
  }
}

/** Holds a run that took place, by the events of its journal, against what a scenario of its plan expects. */
export function judgeRun(
  scenario: Scenario,
  file: Pick<PlanFile, "plan" | "id">,
  events: readonly RunEvent[],
): readonly JudgedExpectation[] {
  const [first, last] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0];
  const run: SimulatedRun = {
    file,
    events,
    state: foldedRun(kernel, file.plan, events),
    controlEvents: [],
    started: first,
    ended: last,
    others: [],
    done: new Set(),
    unmetDeaths: [],
  };
  return scenario.clauses.flatMap((clause, index) =>
    clause.kind === "expect" ? [judged(run, clause, index)] : [],
  );
}

/** A scenario that cannot be played. */
export function notPlayed(scenario: Scenario, because: string): PlayedScenario {
  const expectations = scenario.clauses.flatMap((clause, index) =>
    clause.kind === "expect" ? [{ clause: index, status: "not judged" as const }] : [],
  );
  return { status: "failed", expectations, outcome: `it cannot be played: ${because}`, notes: [] };
}

function judged(run: SimulatedRun, clause: ExpectClause, index: number): JudgedExpectation {
  const verdict = judge(run, clause);
  if (verdict === true) return { clause: index, status: "met" };
  const broken = brokenIn(run, clause);
  return { clause: index, status: "unmet", because: verdict, ...(broken === undefined ? {} : { broken }) };
}

function statusOf(expectations: readonly JudgedExpectation[]): PlayedScenario["status"] {
  return expectations.every(({ status }) => status === "met") ? "passed" : "failed";
}

/** A death that the run did not come to is no test. */
function notesOf(clauses: readonly ScenarioClause[], { unmetDeaths }: SimulatedRun): readonly string[] {
  const deaths = clauses.filter(({ kind }) => kind === "crash" || kind === "workerDies");
  return unmetDeaths.flatMap((place) => {
    const death = deaths[place];
    if (death === undefined || !("step" in death)) return [];
    const name = "node" in death.step ? death.step.node : death.step.capability;
    return [`${short(name)} never began: nothing died there`];
  });
}

/** Nor is a fault of a call that was never made, or an answer that nobody asked for. */
function spared(
  clauses: readonly ScenarioClause[],
  happened: ReadonlySet<ScenarioClause>,
): readonly string[] {
  return clauses.flatMap((clause) => {
    if (happened.has(clause)) return [];
    if (clause.kind === "answer")
      return [`nothing asked for the answer of ${short(clause.capability)}: it was not used`];
    if (clause.kind === "approvalFault") {
      const { role, call } = clause;
      const often = call === undefined || call === 1 ? "" : ` ${call} times`;
      return [`nobody asked for an approval by ${short(role)}${often}: its fault did not happen`];
    }
    if (clause.kind !== "capabilityFault") return [];
    const { capability, call } = clause;
    const often = call === undefined || call === 1 ? "was never called" : `was not called ${call} times`;
    return [`${short(capability)} ${often}: its fault did not happen`];
  });
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

// Vacuous expectations: about things that never occur, or that hold in any case.

/** @param met the expectations that were */
function vacuous(
  clauses: readonly ScenarioClause[],
  met: readonly ExpectClause[],
  run: SimulatedRun,
): readonly string[] {
  if (!clauses.some(({ kind }) => kind === "expect"))
    return ["it expects nothing: it passes whatever happens"];
  return met.flatMap((clause) => empty(clause, run) ?? []);
}

function empty(clause: ExpectClause, run: SimulatedRun): string | undefined {
  const runs = [run, ...run.others];
  const { plan } = run.file;
  switch (clause.expects) {
    case "never":
      return isThere(plan, clause.selector)
        ? undefined
        : `nothing that it plays can call ${wordOf(clause.selector)}: it never begins anyway`;
    case "undone": {
      const { target } = clause;
      const isCalled = runs.some((one) => deedsOf(one).some(({ capability }) => capability === target));
      return isCalled ? undefined : `${short(target)} was never called: nothing had to be undone`;
    }
    case "before": {
      const { then } = clause;
      const began = runs.some((one) => actionsOf(one).some((deed) => begins(then, deed, plan)));
      return began ? undefined : `${wordOf(then.selector)} never began: nothing had to come before it`;
    }
    case "failed":
      return clause.message === ""
        ? "every message contains the empty text: expect `failed` alone, or a part of the message"
        : undefined;
    case "condition":
      return freeReads(clause.condition).length === 0
        ? "a condition does not depend on the run: it holds whatever happens"
        : undefined;
    default:
      return undefined;
  }
}

function isThere(plan: Plan, selector: Selector): boolean {
  if (
    "name" in selector &&
    (Object.hasOwn(plan.routines, selector.name) || Object.hasOwn(plan.goals, selector.name))
  )
    return true;
  return Object.keys(plan.capabilities).some((name) => selects(selector, name, plan));
}

function wordOf(selector: Selector): string {
  if ("name" in selector) return short(selector.name);
  if ("tagged" in selector) return `anything tagged ${selector.tagged}`;
  return "kind" in selector ? `any ${selector.kind}` : "anything";
}

type Broken = NonNullable<JudgedExpectation["broken"]>;

/** The place in a story that breaks an expectation; `undefined` where only a run's end says so. */
function brokenIn(first: SimulatedRun, clause: ExpectClause): Broken | undefined {
  const runs = [first, ...first.others];
  switch (clause.expects) {
    case "never": {
      const places = runs.map((run) => deedsOf(run).find((deed) => begins(clause, deed, run.file.plan)));
      const run = places.findIndex((deed) => deed !== undefined);
      const at = places[run]?.began[0];
      return at === undefined ? undefined : { run, at };
    }
    case "once":
      // The second of them is one too many.
      return runs.flatMap((run, nth) => takings(run, clause).map((at) => ({ run: nth, at })))[1];
    default: {
      const at = brokenAt(first, clause);
      return at === undefined ? undefined : { run: 0, at };
    }
  }
}

/** The places at which what was to be done once was done, or called. */
function takings(run: SimulatedRun, clause: Extract<ExpectClause, { expects: "once" }>): readonly number[] {
  const deeds = deedsOf(run).filter((deed) => deed.capability === clause.target && isGivenSo(clause, deed));
  if (clause.called) return deeds.flatMap(({ began }) => began).toSorted((one, other) => one - other);
  return deeds
    .filter(({ resumed, intent }) => resumed !== true && intent.standing === "applied")
    .flatMap(({ began }) => began.slice(0, 1));
}

/** The same in the journal of the first run, of what is expected of that alone. */
function brokenAt(run: SimulatedRun, clause: ExpectClause): number | undefined {
  const { plan } = run.file;
  switch (clause.expects) {
    case "before": {
      const deeds = actionsOf(run);
      const wrong = deeds
        .filter((deed) => begins(clause.then, deed, plan))
        .flatMap((deed) => deed.began.map((place) => ({ deed, place })))
        .find(
          ({ deed, place }) =>
            !deeds.some((one) => countsFor(run, one, deed, place) && stands(clause.first, one, place, plan)),
        );
      return wrong?.place;
    }
    case "undone": {
      const left = deedsOf(run).find(
        ({ capability, intent: { standing } }) =>
          capability === clause.target && (standing === "applied" || standing === "maybe"),
      );
      return left?.ended ?? left?.began[0];
    }
    case "within": {
      const evaluated = evaluate(clause.duration, { read: ({ name }) => ({ unknown: [name] }) });
      const limit = "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : 0;
      const late = run.events.findIndex(({ at }) => at > run.started + limit);
      return late < 0 ? undefined : late;
    }
    default:
      return undefined;
  }
}
