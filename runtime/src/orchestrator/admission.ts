import type { RunId } from "@orchlang/kernel";
import {
  type AdmissionScope,
  type AdmissionWord,
  asKnown,
  type ClosedAdmission,
  type ControlState,
  closureOf,
  isWithin,
  reachOf,
  scopeText,
} from "@orchlang/kernel/control";
import type { RunState, User } from "@orchlang/kernel/run";
import type { Json, Plan, PlanFile } from "@orchlang/plan";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Approval, Deploy, Refusal, StartRequest } from "../orchestrator-types.ts";
import { stopped } from "./answer.ts";
import { fireAgain } from "./carry-control.ts";
import { Deploys, uncertified } from "./deploy.ts";
import { openRuns } from "./find.ts";
import { foldedOr } from "./fold-run.ts";
import { admittedInput, admittedWords } from "./input.ts";
import { unlikeStart } from "./malformed.ts";
import { Registry } from "./registry.ts";
import { localUser, requestOf } from "./request.ts";
import type { Runs } from "./runs.ts";

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
interface Word {
  readonly mode: "open" | "stopped" | "paused";
  readonly why: string;
  readonly by: User;
  readonly id: string;
  /** Left out: all runs. */
  readonly scope?: AdmissionScope;
}

type OrderRun = Orchestrator["order"];
type Moved = { readonly runs: readonly RunId[] } | Refusal;

/**
 * A word is journalled before the runs are paused, or go on: a trigger fires for one that ends while others still rest. A
 * word that was given before is only carried out to its end, where it still counts.
 */
export async function admit(runs: Runs, order: OrderRun, word: Word): Promise<Moved> {
  const { mode, why, by, id, scope } = word;
  const { control } = runs;
  const admissionWord = control.state.admissionWords.find((one) => one.id === id);
  if (admissionWord !== undefined && !isSame(admissionWord, word))
    return { refused: "request", message: "This id was used for another word about the admission of runs." };
  const listed = new Set<RunId>();
  if (admissionWord === undefined) {
    const held = mode === "paused" ? await pausable(runs, scope, listed) : [];
    const decided = await control.offer((at) => ({
      t: "Admission",
      at,
      id,
      mode,
      ...(scope === undefined ? {} : { scope }),
      by,
      why,
      ...heldBy(control.state, { mode, scope, held }),
    }));
    if (decided === "stopped") return stopped(runs);
  }
  const known = admissionWord ?? control.state.admissionWords.findLast((one) => one.id === id);
  if (known === undefined)
    return { refused: "request", message: "This id was used before, for something else or long ago." };
  const closed = closedBy(control.state, scope);
  // Otherwise another word has come since.
  if (mode !== "open" && closed?.id !== id) return { runs: known.moved };
  if (closed?.mode === "opening") {
    const refused = closed.id === id ? await goOn(runs, order, word, closed) : undefined;
    if (refused !== undefined) return refused;
  }
  if (mode === "open") await fireAgain(runs);
  if (mode !== "paused") return { runs: known.moved };
  for (const run of known.moved) listed.add(run);
  const late = await pausedToo(runs, word, listed);
  if ("refused" in late) return late;
  const moved = [...known.moved, ...late.runs];
  // A run that has ended meanwhile refuses, and needs no pause.
  for (const run of moved) await order(run, undefined, "pause", null, why, by, `${id} ${run}`);
  return { runs: moved };
}

/**
 * Runs that were admitted after those to be paused were listed, and before the pause was heard. None is admitted after
 * that, so one more look finds all.
 */
async function pausedToo(runs: Runs, { mode, why, by, id, scope }: Word, listed: Set<RunId>): Promise<Moved> {
  const { control } = runs;
  const held = await pausable(runs, scope, listed);
  if (held.length === 0) return { runs: [] };
  const about = scope === undefined ? {} : { scope };
  const decided = await control.offer((at) => ({
    t: "Admission",
    at,
    id: `${id} more`,
    mode,
    ...about,
    by,
    why,
    ...heldBy(control.state, { mode, scope, held }),
    moved: held,
    of: id,
  }));
  return decided === "stopped" ? stopped(runs) : { runs: held };
}

/** The runs that were paused go on, and are then held no more. */
async function goOn(
  runs: Runs,
  order: OrderRun,
  { why, by, id, scope }: Omit<Word, "mode">,
  { held }: ClosedAdmission,
): Promise<Refusal | undefined> {
  for (const run of held) await order(run, undefined, "unpause", null, why, by, `${id} ${run}`);
  const about = scope === undefined ? {} : { scope };
  const decided = await runs.control.offer((at) => ({
    t: "Admission",
    at,
    id: `${id} done`,
    mode: "open",
    ...about,
    by,
    why,
    of: id,
  }));
  return decided === "stopped" ? stopped(runs) : undefined;
}

/** Carries out what an earlier process has begun: runs that were let go on do so. */
export async function finishOpening(runs: Runs, order: OrderRun): Promise<void> {
  const { admission, closures } = runs.control.state;
  for (const closed of [admission, ...closures.values()]) {
    if (closed?.mode !== "opening") continue;
    const by = asKnown(runs.control.state, { id: closed.by, roles: [], consents: [] });
    await goOn(runs, order, { ...closed, by }, closed);
  }
}

function isSame(admissionWord: AdmissionWord, { mode, why, scope }: Word): boolean {
  const textOf = (one: AdmissionScope | undefined): string => (one === undefined ? "" : scopeText(one));
  return (
    admissionWord.mode === mode && admissionWord.why === why && textOf(admissionWord.scope) === textOf(scope)
  );
}

function closedBy(
  { admission, closures }: ControlState,
  scope: AdmissionScope | undefined,
): ClosedAdmission | undefined {
  return scope === undefined ? admission : closures.get(scopeText(scope));
}

/** The runs of a word: those that rest until this part opens again, and those of them that no other part pauses. */
function heldBy(
  state: ControlState,
  {
    mode,
    scope,
    held: going,
  }: Pick<Word, "mode"> & {
    readonly scope: AdmissionScope | undefined;
    readonly held: readonly RunId[];
  },
): { readonly held?: readonly RunId[]; readonly moved?: readonly RunId[] } {
  const closed = closedBy(state, scope);
  const held = [...new Set([...(closed?.held ?? []), ...going])];
  const elsewhere = pausedBy(state, closed);
  // A run that another closure paused is held by both, and goes on when the last one ends.
  const moved = held.filter((run) => !elsewhere.has(run));
  if (mode === "open") return moved.length === 0 ? {} : { held: moved };
  return { ...(held.length === 0 ? {} : { held }), ...(moved.length === held.length ? {} : { moved }) };
}

/** Runs that parts of the installation pause, but for one. */
function pausedBy(
  { admission, closures }: ControlState,
  except: ClosedAdmission | undefined,
): ReadonlySet<RunId> {
  const all = [...(admission === undefined ? [] : [admission]), ...closures.values()];
  return new Set(all.flatMap((one) => (one !== except && one.mode !== "opening" ? one.held : [])));
}

/**
 * Runs of the scope that go on, and were not paused by somebody before; those too that another closure holds. Of those that
 * were `listed` before, none; all that are looked at are added.
 */
async function pausable(
  runs: Runs,
  scope: AdmissionScope | undefined,
  listed: Set<RunId>,
): Promise<readonly RunId[]> {
  const elsewhere = pausedBy(runs.control.state, closedBy(runs.control.state, scope));
  const open = await openRuns(runs);
  const going: RunId[] = [];
  for (const { run } of open) {
    if (listed.has(run)) continue;
    listed.add(run);
    if (scope !== undefined && !(await isOf(runs, run, scope))) continue;
    const here = runs.get(run)?.live.state ?? (await stateOf(runs, run));
    if (here?.paused !== true || elsewhere.has(run)) going.push(run);
  }
  return going;
}

async function isOf({ control, store, plans }: Runs, run: RunId, scope: AdmissionScope): Promise<boolean> {
  const request = await requestOf(store, run);
  const entry = control.state.runs.get(run)?.entry;
  if (request === undefined || entry === undefined) return false;
  const file = await plans.get(request.plan);
  const reach = "refused" in file ? undefined : reachOf(file.plan);
  return isWithin(scope, { entry, input: request.input, reach });
}

async function stateOf({ store }: Runs, run: RunId): Promise<RunState | undefined> {
  const folded = await foldedOr(store, run);
  return "refused" in folded ? undefined : folded.state;
}

/** Why no run of this plan or goal begins with this input, if none does. */
export function closedTo(state: ControlState, plan: Plan, input: Json): Refusal | undefined {
  const closure = closureOf(state, { entry: plan.entry, input, reach: reachOf(plan) });
  if (closure === undefined) return undefined;
  const { mode, by, why } = closure;
  const part = "scope" in closure ? "this part of the installation" : "the installation";
  return { refused: "paused", message: `No run begins: ${by} has ${mode} ${part} (${why}).` };
}
