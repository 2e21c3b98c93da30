import { isDeepStrictEqual } from "node:util";
import { type RunId, runIdOf } from "@orchlang/kernel";
import {
  type ControlEvent,
  type ControlInput,
  type ControlState,
  isFull,
  slotOfRun,
} from "@orchlang/kernel/control";
import { awaitedEvents, type User } from "@orchlang/kernel/run";
import type { Json, PlanFile } from "@orchlang/plan";
import { CellMap } from "../drive/cell-map.ts";
import type { Placed } from "../drive/live.ts";
import { type Appended, DamagedJournal, type Document, type Store } from "../journal/store.ts";
import { maskedArguments } from "../library/mask.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { entryParameters } from "./input.ts";
import type { Plans } from "./plans.ts";
import { keptPlan, type RunRequest, requestDocument, requestOf } from "./request.ts";

/** `left`: to be written with the event by which control hears of it. */
type Kept = { readonly ok: true; readonly left: readonly Document[] } | Exclude<Appended, { ok: true }>;

/** Requests of runs, on their way into the journal. */
export class Requests {
  readonly #store: Store;
  readonly #plans: Plans;
  readonly #fresh = new CellMap<RunId, RunRequest>();

  constructor(store: Store, plans: Plans) {
    this.#store = store;
    this.#plans = plans;
  }

  /**
   * Writes it down, before control hears of it. `isFresh`: the request's id was made for it just now, so that nobody can
   * have asked for this run before; then it may be left for the transaction in which control hears of it.
   */
  async keep(run: RunId, file: PlanFile, request: RunRequest, isFresh = false): Promise<Kept> {
    const plan = await this.#plans.keep(file);
    if (!plan.ok) return plan;
    const document = requestDocument(this.#store, run, request, file);
    const isLeft = isFresh && document.text.length <= limits.documentAlongCharsMax;
    const kept: Appended = isLeft ? { ok: true } : await this.#store.put(document.id, document.text);
    if (!kept.ok) return kept;
    // As it would be read: JSON does not keep all that a number or an object may be, as a negative zero.
    if (isFresh) this.#fresh.set(run, JSON.parse(JSON.stringify(request)) as RunRequest);
    return { ok: true, left: isLeft ? [document] : [] };
  }

  /**
   * The request of a run that has no events in the journal yet. Returned once: after that the run has begun, or the
   * journal is read.
   */
  takeFresh(run: RunId): RunRequest | undefined {
    const request = this.#fresh.get(run);
    this.#fresh.delete(run);
    return request;
  }
}

// A run that somebody asks for by himself: it has its place among those of its plan, or does not come about.

export interface Wish {
  readonly request: string;
  readonly file: PlanFile;
  readonly input: Json;
  readonly by: User;
}

export function requested(
  { request, file: { id, plan }, input, by }: Wish,
  { at, seen }: { readonly at: number; readonly seen: string | undefined },
): ControlInput {
  const among = slotOfRun(plan, input);
  // In the order in which it is written down.
  const awaits = awaitedEvents(plan);
  const asked = { at, by, entry: plan.entry, plan: id, request, t: "Requested" } as const;
  return {
    ...(among === undefined ? {} : { among }),
    ...asked,
    ...(awaits.length === 0 ? {} : { awaits }),
    ...(seen === undefined ? {} : { seen }),
  };
}

/** True if control has heard another word about the admission of runs than the request had seen: it looks again. */
export function wasOvertaken(decided: readonly Placed<ControlEvent>[]): boolean {
  return decided.some(({ event }) => event.t === "TurnedAway" && event.among === undefined);
}

/** True if all places are taken among which this would have one. */
export function isTaken(
  { groups }: ControlState,
  { file: { plan }, input }: Pick<Wish, "file" | "input">,
): boolean {
  const slot = slotOfRun(plan, input);
  return slot !== undefined && isFull(groups, slot);
}

/** A direct request does not wait in line: the caller learns which runs are in the way, and may ask again. */
export function turnedAway(
  { groups, runs }: Pick<ControlState, "groups" | "runs">,
  { file: { plan }, input }: Pick<Wish, "file" | "input">,
): Refusal {
  const slot = slotOfRun(plan, input);
  const active = groups.get(slot?.group ?? "")?.active.toArray() ?? [];
  const name = plan.entry.slice(plan.entry.lastIndexOf(".") + 1);
  const most = slot?.most === 1 ? "one run" : `${slot?.most ?? 0} runs`;
  const way = active.length === 1 ? "it has ended, or cancel it" : "one has ended, or cancel one";
  const stuck = active.filter((run) => runs.get(run)?.attention !== undefined);
  const standing =
    stuck.length === 0
      ? ""
      : ` ${stuck.join(", ")} ${stuck.length === 1 ? "waits" : "wait"} for an operator.`;
  return {
    refused: "overlap",
    message: `Of \`${name}\` no more than ${most} may go on at once (\`overlap\`), as ${active.join(", ")} ${active.length === 1 ? "does" : "do"}.${standing} Ask again when ${way}.`,
  };
}

// A request's id stands for one run: used again for another plan or input it is refused, with what is different.

interface Wanted {
  readonly request: string;
  readonly file: PlanFile;
  readonly input: Json;
}

/** Against what the journal has of it, if anything. */
export async function unlikeKept(store: Store, wanted: Wanted): Promise<Refusal | undefined> {
  const run = runIdOf(wanted.request);
  try {
    const asked = await requestOf(store, run);
    if (asked === undefined) return undefined;
    const kept = asked.plan === wanted.file.id ? wanted.file : await keptPlan(store, asked.plan);
    return unlikeBefore(run, wanted, { asked, file: "refused" in kept ? undefined : kept });
  } catch (error) {
    if (error instanceof DamagedJournal) return { refused: "journal", message: error.message };
    throw error;
  }
}

/** Refuses a request that the journal may have lost, so that nobody repeats it unknowingly. */
export async function maybeLost(store: Store, request: string): Promise<Refusal | undefined> {
  const losses = (await store.ledger?.losses()) ?? [];
  const [loss] = losses.slice(-1);
  if (loss === undefined || (await store.head(`run/${runIdOf(request)}`)) !== undefined) return undefined;
  return {
    refused: "journal",
    message: `Nobody can tell whether the request \`${request}\` was made before: the journal has lost something, as ${loss.by} accepted on ${new Date(loss.at).toISOString()} ("${loss.why}"). What is done once may be done a second time; to start it all the same, say so (\`--after-loss\`).`,
  };
}

/** `before`: what the run was asked for with, and its plan, where the journal has that. */
function unlikeBefore(
  run: RunId,
  { request, file, input }: Wanted,
  before: { readonly asked: Pick<RunRequest, "plan" | "input">; readonly file: PlanFile | undefined },
): Refusal | undefined {
  const { asked } = before;
  // As it would be read: JSON does not keep all that a number or an object may be, as a negative zero.
  const now = JSON.parse(JSON.stringify(input)) as Json;
  const plan = asked.plan === file.id ? [] : [planLine(before.file, asked, file)];
  const params = entryParameters(file.plan);
  const shown = (args: Json): Json => maskedArguments(params, args, { schemas: file.plan.schemas });
  const inputs = [...differences([asked.input, now], [shown(asked.input), shown(now)], "")];
  if (plan.length + inputs.length === 0) return undefined;
  return {
    refused: "request",
    message: `The request \`${request}\` was made before, for something else: it is the run ${run}.`,
    details: [...plan, ...inputs].slice(0, limits.detailsMax),
  };
}

function planLine(before: PlanFile | undefined, asked: Pick<RunRequest, "plan">, now: PlanFile): string {
  const name = before === undefined ? asked.plan : `${before.plan.entry} ${asked.plan}`;
  return `plan: it was ${name}, and is ${now.plan.entry} ${now.id} now`;
}

type Pair = readonly [Json | undefined, Json | undefined];

/** Where two values differ; `shown`: the same values, masked. */
function* differences(values: Pair, shown: Pair, path: string): Generator<string> {
  const [before, now] = values;
  if (isDeepStrictEqual(before, now)) return;
  if (isObject(before) && isObject(now)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const within = (of: Json | undefined): Json | undefined => (isObject(of) ? of[name] : of);
      yield* differences(
        [before[name], now[name]],
        [within(shown[0]), within(shown[1])],
        path === "" ? name : `${path}.${name}`,
      );
    }
    return;
  }
  const [was, is] = shown.map((value) => (value === undefined ? "missing" : short(JSON.stringify(value))));
  yield was === is ? `${path}: it is another, ${is}` : `${path}: it was ${was}, and is ${is} now`;
}

const textMax = 200;

function short(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax)}…`;
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
