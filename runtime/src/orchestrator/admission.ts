import type { RunId } from "@orchlang/kernel";
import {
  type AdmissionScope,
  type ControlState,
  closureOf,
  isWithin,
  scopeText,
} from "@orchlang/kernel/control";
import type { RunState, User } from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Approval, Deploy, Refusal, StartRequest } from "../orchestrator-types.ts";
import { stopped } from "./answer.ts";
import { Deploys, uncertified } from "./deploy.ts";
import { openRuns } from "./find.ts";
import { foldedOr } from "./fold-run.ts";
import { admittedInput, admittedWords } from "./input.ts";
import { Registry } from "./registry.ts";
import { localUser, requestOf } from "./request.ts";
import type { Runs } from "./runs.ts";
import { unlikeStart } from "./unlike.ts";

/** A request for a run that nothing stands against. */
export interface Admission {
  readonly request: string;
  readonly user: User;
  /** With what was left out and has a default. */
  readonly input: Json;
  readonly deploy: Deploy;
}

/** Checks made before a run is journalled: the user, the input, and the code that would run. */
export function admission(
  deploys: Deploys,
  wanted: StartRequest,
  freshRequest: () => string,
): Admission | Refusal {
  const unlike = unlikeStart(wanted);
  if (unlike !== undefined) return unlike;
  const { plan: file, root, locked } = wanted;
  const unproved = wanted.certificates === "required" ? uncertified(file) : undefined;
  if (unproved !== undefined) return unproved;
  const words = admittedWords({
    user: wanted.user ?? localUser(file),
    request: wanted.request ?? freshRequest(),
  });
  if ("refused" in words) return words;
  const input = admittedInput(file.plan, wanted.input);
  if ("refused" in input) return input;
  const { deploy } = deploys.now(file, root);
  if ("refused" in deploy) return deploy;
  const approved = locked?.some((one) => one.plan === file.id && one.deploy === deploy.id) ?? true;
  if (!approved) return unapproved(file, deploy, locked ?? []);
  return { ...words.ok, input: input.ok, deploy };
}

/** Decides whether a start would be accepted here, where no functions are registered. Nothing is written and nothing begins. */
export function admissionHere(wanted: StartRequest): Admission | Refusal {
  return admission(new Deploys(new Registry([])), wanted, () => "");
}

/** Refuses a plan that differs from the approved one. */
function unapproved(file: PlanFile, deploy: Deploy, locked: readonly Approval[]): Refusal {
  const known = locked.some(({ plan }) => plan === file.id);
  const message = known
    ? `The plan ${file.plan.entry} was approved, but with other code than there is now.`
    : `The plan ${file.plan.entry} was not approved as it is.`;
  return { refused: "unapproved", message, details: [`plan    ${file.id}`, `deploy  ${deploy.id}`] };
}

/** Somebody's word about the admission of runs. */
interface AdmissionWord {
  readonly mode: "open" | "stopped" | "paused";
  readonly why: string;
  readonly by: User;
  readonly id: string;
  /** Left out: all runs. */
  readonly scope?: AdmissionScope;
}

/**
 * Admission closes before runs are paused, and opens after they go on: a process that dies in between leaves it closed,
 * and the word can be given again.
 */
export async function admit(
  runs: Runs,
  order: Orchestrator["order"],
  { mode, why, by, id, scope }: AdmissionWord,
): Promise<{ readonly runs: readonly RunId[] } | Refusal> {
  const { control } = runs;
  const { admission, closures } = control.state;
  const closed = scope === undefined ? admission : closures.get(scopeText(scope));
  const others = [...(admission === undefined ? [] : [admission]), ...closures.values()].filter(
    (one) => one !== closed && one.mode === "paused",
  );
  // A run that another closure paused is held by both, and resumes when the last one ends.
  const isHeld = (run: RunId): boolean => others.some(({ held: runs }) => runs.includes(run));
  const before = closed?.held ?? [];
  const held =
    mode === "paused" ? [...new Set([...before, ...(await pausable(runs, scope, isHeld))])] : before;
  const moved = held.filter((run) => !isHeld(run));
  if (mode === "open") {
    for (const run of moved) await order(run, undefined, "unpause", null, why, by, `${id} ${run}`);
  }
  const keeps = mode !== "open" && held.length > 0 ? { held } : {};
  const about = scope === undefined ? {} : { scope };
  const decided = await control.offer((at) => ({
    t: "Admission",
    at,
    id,
    mode,
    ...about,
    by,
    why,
    ...keeps,
  }));
  if (decided === "stopped") return stopped(runs);
  if (mode === "paused") {
    // A run that has ended meanwhile refuses, and needs no pause.
    for (const run of moved) await order(run, undefined, "pause", null, why, by, `${id} ${run}`);
  }
  return { runs: mode === "stopped" ? [] : moved };
}

/** Runs of the scope that go on, and were not paused by somebody before; those too that another closure holds. */
async function pausable(
  runs: Runs,
  scope: AdmissionScope | undefined,
  isHeld: (run: RunId) => boolean,
): Promise<readonly RunId[]> {
  const open = await openRuns(runs);
  const going: RunId[] = [];
  for (const { run } of open) {
    if (scope !== undefined && !(await isOf(runs, run, scope))) continue;
    const here = runs.get(run)?.live.state ?? (await stateOf(runs, run));
    if (here?.paused !== true || isHeld(run)) going.push(run);
  }
  return going;
}

async function isOf({ control, store }: Runs, run: RunId, scope: AdmissionScope): Promise<boolean> {
  const request = await requestOf(store, run);
  if (request === undefined) return false;
  const entry = control.state.runs.get(run)?.entry;
  return entry !== undefined && isWithin(scope, entry, request.input);
}

async function stateOf({ store }: Runs, run: RunId): Promise<RunState | undefined> {
  const folded = await foldedOr(store, run);
  return "refused" in folded ? undefined : folded.state;
}

/** Why no run of this plan or goal begins with this input, if none does. */
export function closedTo(state: ControlState, entry: string, input: Json): Refusal | undefined {
  const closure = closureOf(state, entry, input);
  if (closure === undefined) return undefined;
  const { mode, by, why } = closure;
  const part = "scope" in closure ? "this part of the installation" : "the installation";
  return { refused: "paused", message: `No run begins: ${by} has ${mode} ${part} (${why}).` };
}
