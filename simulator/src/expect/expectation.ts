import { stepName, stepsOf, waitingOf } from "@orchlang/kernel/run";
import { evaluate } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";
import type { ExpectClause, StepName } from "@orchlang/plan/scenarios";
import { withoutEntries } from "../exploration/plan-facts.ts";
import { isStep } from "../run-in-play.ts";
import type { SimulatedRun } from "../simulate.ts";
import { actionsOf, begins, type Deed, deedsOf, isGivenSo, selects, stands } from "./actions.ts";
import { countsFor, holdsAtEnd } from "./scope.ts";

type Of<E extends ExpectClause["expects"]> = Extract<ExpectClause, { expects: E }>;

/** Returns true if a run met the expectation; otherwise the reason in words. */
export function judge(run: SimulatedRun, clause: ExpectClause): true | string {
  switch (clause.expects) {
    case "completed":
      return completed(run, clause);
    case "failed":
      return failed(run, clause);
    case "cancelled":
      return run.state.closed?.outcome.status === "cancelled" ? true : outcomeOf(run);
    case "waiting":
      if (run.state.start === undefined) return outcomeOf(run);
      return run.state.closed === undefined ? true : `the run is over: ${outcomeOf(run)}`;
    case "inDoubt":
      return inDoubt(run, clause.step);
    case "breached":
      return breached(run, clause.rule);
    case "never":
      return never(run, clause);
    case "once":
      return once(run, clause);
    case "undone":
      return undone(run, clause.target);
    case "within":
      return within(run, clause);
    case "before":
      return before(run, clause);
    case "condition":
      return holdsAtEnd(run, clause.condition);
  }
}

export function outcomeOf({ file, state }: SimulatedRun): string {
  const { closed, start } = state;
  if (start === undefined) return "nothing was started";
  if (closed !== undefined) {
    const { status, failure } = closed.outcome;
    return failure === undefined ? `it ${status}` : `it ${status} as ${failure.name}: ${failure.message}`;
  }
  const [first] = waitingOf(file.plan, state);
  if (first === undefined) return "it waits for ever";
  return `it waits for ${first.for === "operator" ? "the operator" : first.for} at ${first.step}`;
}

function completed(run: SimulatedRun, { by }: Of<"completed">): true | string {
  if (run.state.closed?.outcome.status !== "completed") return outcomeOf(run);
  const plan = planOf(run);
  return by === undefined || by === plan ? true : `it completed by ${short(plan)}`;
}

/** The plan that ran last. */
function planOf({ file, events }: SimulatedRun): string {
  const { plan } = file;
  let last = plan.entry;
  for (const event of events) {
    if (event.t === "Chose" && event.call === undefined)
      last = plan.goals[event.goal]?.alternatives[event.plan] ?? last;
  }
  return last;
}

function failed(run: SimulatedRun, { name, message }: Of<"failed">): true | string {
  const outcome = run.state.closed?.outcome;
  if (outcome?.status !== "failed") return outcomeOf(run);
  const { failure } = outcome;
  if (name !== undefined && failure?.name !== name && failure?.class !== name) return outcomeOf(run);
  return message === undefined || failure?.message.includes(message) === true ? true : outcomeOf(run);
}

function inDoubt(run: SimulatedRun, step: StepName): true | string {
  const stepViews = stepsOf(run.file.plan, run.state).filter(({ call, capability }) =>
    isStep(step, call, capability ?? ""),
  );
  // A step that somebody else ended, as a handler does, may still have been done.
  const isDoubtful = [...run.state.intents.values()].some(
    ({ status, intent: { call }, capability }) => status === "doubt" && isStep(step, call, capability),
  );
  if (isDoubtful || stepViews.some(({ status }) => status === "in doubt")) return true;
  const [last] = stepViews.slice(-1);
  return last === undefined ? "it never began" : `${last.step} is ${last.status}`;
}

function breached({ events }: SimulatedRun, rule: string): true | string {
  const isOfRule = (one: string): boolean => one.replace(/\.\d+$/, "") === rule;
  if (events.some((event) => event.t === "Breached" && isOfRule(event.rule))) return true;
  const owed = events.some((event) => event.t === "Owed" && isOfRule(event.rule));
  return owed ? "what it asks for was done in time" : "nothing was owed by it";
}

function never(first: SimulatedRun, clause: Of<"never">): true | string {
  const verdicts = [first, ...first.others].map((run) => neverIn(run, clause));
  return verdicts.find((verdict) => verdict !== true) ?? true;
}

function neverIn(run: SimulatedRun, action: Of<"never">): true | string {
  const { plan } = run.file;
  const deed = deedsOf(run).find((one) => begins(action, one, plan));
  if (deed !== undefined) return `${stepName(deed.call)} began ${at(run, deed.began[0])}`;
  const entered = run.events.findIndex(
    (one) =>
      one.t === "Entered" &&
      selects(action.selector, one.target, plan) &&
      isGivenSo(action, { args: one.input }),
  );
  return entered < 0 ? true : `it began ${at(run, entered)}`;
}

/** One intent applied; of what is pure, which leaves nothing in the world, one that completed. */
function tookEffect({ intent, resumed }: Deed): boolean {
  if (resumed === true) return false;
  return intent.standing === "applied" || (intent.standing === "none" && intent.outcome === "completed");
}

function once(run: SimulatedRun, { target, each, called, when }: Of<"once">): true | string {
  const given = when === undefined ? {} : { when };
  const rounds = new Map<string, number>();
  const count = (round: string, times: number): void => {
    rounds.set(round, (rounds.get(round) ?? 0) + times);
  };
  for (const [nth, one] of [run, ...run.others].entries()) {
    for (const deed of deedsOf(one)) {
      if (deed.capability !== target || !isGivenSo(given, deed)) continue;
      const { routine, site, node } = deed.call;
      // A retry is not another round.
      const written = withoutEntries(one.file.plan, routine);
      const round = each ? JSON.stringify([nth, written, site.plan, site.loops, node]) : "";
      count(round, called ? deed.began.length : tookEffect(deed) ? 1 : 0);
    }
    for (const event of one.events) {
      if (event.t !== "Entered" || event.target !== target || !isGivenSo(given, { args: event.input }))
        continue;
      const { routine, site, node } = event.call;
      count(each ? JSON.stringify([nth, routine, site, node]) : "", 1);
    }
  }
  if (rounds.size === 0) return `it was never called${when === undefined ? "" : " with such arguments"}`;
  const wrong = [...rounds.values()].find((times) => times !== 1);
  if (wrong === undefined) return true;
  const where = each ? " in one of its rounds" : "";
  if (called) return `it was called ${wrong} times${where}`;
  return wrong === 0 ? `it did not take effect${where}` : `it took effect ${wrong} times${where}`;
}

function undone(run: SimulatedRun, target: string): true | string {
  const left = deedsOf(run).find(
    ({ capability, intent }) =>
      capability === target && (intent.standing === "applied" || intent.standing === "maybe"),
  );
  if (left === undefined) return true;
  return left.intent.standing === "applied"
    ? `${stepName(left.call)} was done and still stands`
    : `${stepName(left.call)} may have been done and was not undone`;
}

function within(run: SimulatedRun, { duration }: Of<"within">): true | string {
  if (run.state.closed === undefined) return outcomeOf(run);
  const evaluated = evaluate(duration, { read: ({ name }) => ({ unknown: [name] }) });
  const limit = "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : 0;
  const took = run.ended - run.started;
  return took <= limit ? true : `it took ${formatDuration(took)}`;
}

function before(run: SimulatedRun, { first, then }: Of<"before">): true | string {
  const { plan } = run.file;
  const deeds = actionsOf(run);
  for (const deed of deeds.filter((one) => begins(then, one, plan))) {
    for (const place of deed.began) {
      const kept = deeds.some((one) => countsFor(run, one, deed, place) && stands(first, one, place, plan));
      if (!kept) return `${stepName(deed.call)} began ${at(run, place)}, and nothing before it was so`;
    }
  }
  return true;
}

function at({ events, started }: SimulatedRun, seq: number | undefined): string {
  const event = seq === undefined ? undefined : events[seq];
  const after = (event?.at ?? started) - started;
  return after === 0 ? "at once" : `after ${formatDuration(after)}`;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
