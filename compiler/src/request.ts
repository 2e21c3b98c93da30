/**
 * A request's own limits and its strategy for choosing among a goal's plans. The compiler puts both into the plan, so each
 * rule is proved, checked or refused under them.
 */
import { type CheckedProgram, type CheckedRoutine, check, type Host } from "@orchlang/checker";
import { load } from "@orchlang/checker/load";
import { resolve } from "@orchlang/checker/resolve";
import { reckonedInItsOwn } from "@orchlang/checker/types";
import type { Goal } from "@orchlang/plan";

/** The goal's own limits stay: a request can only ask for less. */
export interface GoalRequest {
  /** By its qualified name. */
  readonly goal: string;
  readonly budget: Goal["budget"];
  /** In addition to the goal's own. */
  readonly keep?: Goal["keep"];
  /** In place of the goal's own `optimize`. */
  readonly optimize?: Goal["optimize"];
  /** At most so many of its plans are tried, and no more than the goal says. */
  readonly alternatives?: number;
  /** Plans that can't keep it, by their qualified names: the goal has others. */
  readonly without?: readonly string[];
}

/** As the clauses of a goal: `cost <= $5, latency <= 10m`, `personal at device`, and `privacy`. */
export interface GoalClauses {
  readonly budget?: string;
  /** Several are separated by commas. */
  readonly keep?: string;
  readonly optimize?: string;
  readonly alternatives?: string;
}

/** Reads the clauses of a request, with the units of the host's library. */
export function goalRequest(
  goal: string,
  { budget, keep, optimize, alternatives }: GoalClauses,
  library: Pick<Host, "standard" | "standardModules">,
): { readonly request: GoalRequest } | { readonly faults: readonly string[] } {
  if (/[{}\n]/.test(`${budget} ${keep} ${optimize} ${alternatives}`)) return { faults: [howWritten] };
  const clauses = [
    ...(budget === undefined ? [] : [`  budget ${budget}`]),
    ...(keep === undefined ? [] : keep.split(",").map((one) => `  keep ${one}`)),
    ...(optimize === undefined ? [] : [`  optimize ${optimize}`]),
    ...(alternatives === undefined ? [] : [`  alternatives ${alternatives}`]),
  ];
  const text = ["module request", "goal asked() {", ...clauses, "}", ""].join("\n");
  const [read] = load({ files: [file], root: "." }, hostOf(text, library)).projects;
  if (read === undefined) return { faults: [] };
  const resolved = resolve(reckonedInItsOwn(read));
  const checked = check(resolved, ".");
  const own = [...read.modules.values()].flatMap(({ diagnostics }) => diagnostics);
  const faults = [...own, ...resolved.diagnostics, ...checked.diagnostics]
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message);
  const checkedGoal = checked.goals.get("request.asked");
  if (faults.length > 0 || checkedGoal === undefined) return { faults };
  return {
    request: {
      goal,
      budget: checkedGoal.goal.budget,
      keep: checkedGoal.goal.keep,
      ...(optimize === undefined ? {} : { optimize: checkedGoal.goal.optimize }),
      ...(alternatives === undefined ? {} : { alternatives: checkedGoal.most }),
    },
  };
}

const file = "request.orch";
const howWritten =
  "Limits are written as `cost <= $5, latency <= 10m`, what stays where as `personal at device`, a strategy as `privacy`, a number of alternatives as `2`.";

function hostOf(
  text: string,
  { standard, standardModules }: Pick<Host, "standard" | "standardModules">,
): Host {
  const read: Host["read"] = (path) =>
    path === file ? { text } : { fault: "missing", message: "there is no such file" };
  return { read, standard, standardModules };
}

/** The program as it is for one request. */
export function withRequest(program: CheckedProgram, request: GoalRequest): CheckedProgram {
  const checkedGoal = program.goals.get(request.goal);
  if (checkedGoal === undefined) return program;
  const {
    keep = [],
    optimize = checkedGoal.goal.optimize,
    alternatives = checkedGoal.most,
    without = [],
  } = request;
  const most = Math.min(checkedGoal.most, alternatives);
  const goal = {
    ...checkedGoal.goal,
    optimize,
    budget: [...checkedGoal.goal.budget, ...request.budget],
    keep: [...checkedGoal.goal.keep, ...keep],
  };
  const routines = new Map(
    [...program.routines].map(([name, routine]) => [name, without.includes(name) ? apart(routine) : routine]),
  );
  return {
    ...program,
    routines,
    goals: new Map([...program.goals, [request.goal, { ...checkedGoal, goal, most }]]),
  };
}

/** The plan by itself, for who calls it by its name. */
function apart(routine: CheckedRoutine): CheckedRoutine {
  const { achieves: _, ...head } = routine.head;
  return { ...routine, head };
}
