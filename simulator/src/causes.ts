/** Causes of triggers that no scenario can express: a request, and the end of another run. */
import { type Instant, runIdOf } from "@orchlang/kernel";
import type { ControlInput } from "@orchlang/kernel/control";
import { contextNames } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import type { Signal, Trigger, World } from "@orchlang/plan/context";
import { constantsIn, sourceFor } from "./answers/cooperate.ts";
import { generate, type Source } from "./answers/generate.ts";
import { anybody } from "./defaults.ts";
import type { SimulatedWorld } from "./world.ts";

/** After the start. ms. */
export const causeAfter = 1_000;
/** So many ways of making it up are tried. */
const variationsMax = 48;

type Listened = Extract<Trigger["on"][number], { kind: "request" | "outcome" }>;

/** The first that a trigger listens to, where it listens to nothing else. */
export function causeOf({ armed }: Pick<SimulatedWorld, "armed">): Cause | undefined {
  const [trigger] = armed?.triggers ?? [];
  const [first] = trigger?.on ?? [];
  if (trigger === undefined || (first?.kind !== "request" && first?.kind !== "outcome")) return undefined;
  const isAlone = trigger.on.every(({ kind }) => kind === "request" || kind === "outcome");
  return isAlone ? { trigger, on: first } : undefined;
}

export interface Cause {
  readonly trigger: Trigger;
  readonly on: Listened;
}

/** The run that has ended is known to control before it does. */
export function beforeCause({ on }: Cause, at: Instant): ControlInput | undefined {
  if (on.kind === "request") return undefined;
  return { t: "Requested", at, request: ended, plan: "sha256:0", entry: on.target, by: anybody };
}

const ended = "ended before";
const need = { step: "step", about: "doubt" } as const;

/** The ways in which it may come about, the plainest first. */
export function* waysOf(
  { trigger, on }: Cause,
  {
    plan,
    world,
    id,
    at,
  }: { readonly plan: Plan; readonly world: SimulatedWorld; readonly id: string; readonly at: Instant },
): Generator<ControlInput> {
  const hints: Json[] = [];
  constantsIn([trigger.when ?? null, trigger.starts.args] as unknown as Json, hints);
  for (let variation = 0; variation < variationsMax; variation++) {
    const source: Source = {
      ...sourceFor(plan, world, "happens", { now: at, variation }),
      hints: around(hints),
    };
    if (on.kind === "request")
      yield { t: "Called", at, id, path: on.path, request: requestOf(trigger, source) };
    else {
      const from = { stream: `run/${runIdOf(ended)}`, seq: 0 } as const;
      const outcome = outcomeOf(on, source, world);
      if (outcome === undefined) yield { t: "Attention", at, run: runIdOf(ended), needs: [need] };
      else yield { t: "Heard", at, from, ack: -1, ask: { ask: "closed", ...outcome } };
    }
  }
}

function around(hints: readonly Json[]): readonly Json[] {
  return hints.flatMap((hint): readonly Json[] =>
    typeof hint === "number" ? [hint, hint + 1, hint - 1] : [hint],
  );
}

function outcomeOf(
  { outcome, target }: Extract<Listened, { kind: "outcome" }>,
  source: Source,
  { results }: SimulatedWorld,
) {
  if (outcome === "attention") return undefined;
  if (outcome === "failed") {
    const failure = { class: "permanent", name: "permanent", message: "it did not work" } as const;
    return { status: outcome, failure };
  }
  const schema = outcome === "completed" ? results?.[target] : undefined;
  const value = schema === undefined ? null : (generate(schema, source, "result") ?? null);
  return outcome === "completed" ? { status: outcome, value } : { status: outcome };
}

/** A request may be anything: it has the fields that the trigger reads of it. */
function requestOf(trigger: Trigger, source: Source): Json {
  const request: Record<string, Json> = {};
  for (const name of fieldsRead([trigger.when ?? null, trigger.starts.args] as unknown as Json)) {
    const [hint] =
      source.variation === 0 ? [] : source.hints.slice(Math.floor(source.draw(name) * source.hints.length));
    request[name] = hint ?? `${name}-1`;
  }
  return request;
}

function fieldsRead(part: Json): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  const { op, name, of } = part as JsonObject;
  const isRead = op === "field" && typeof name === "string" && isRequest(of);
  return [...(isRead ? [name] : []), ...Object.values(part).flatMap((inner) => fieldsRead(inner as Json))];
}

function isRequest(of: Json | undefined): boolean {
  return typeof of === "object" && of !== null && "name" in of && of.op === "read" && of.name === "request";
}

/** Given signals are constant from start to end: their readings neither expire nor lose confidence. */
export function settledSignals(world: World): World {
  const signals: Record<string, Signal> = {};
  for (const [name, { fresh: _, decay: __, ...signal }] of Object.entries(world.signals))
    signals[name] = signal;
  return { ...world, signals };
}

/**
 * All readings are given at once, but reported one by one: a name that a trigger watches comes last, so that everything
 * else it reads is known by then.
 */
export function inOrder<Reading extends readonly [name: string, ...rest: unknown[]]>(
  readings: readonly Reading[],
  armed: World | undefined,
): readonly Reading[] {
  const watched = new Set<string>();
  const queue = (armed?.triggers ?? []).flatMap(({ on }) =>
    on.flatMap((source) => (source.kind === "change" ? contextNames(source.condition) : [])),
  );
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (watched.has(name)) continue;
    watched.add(name);
    // Only the whole family is declared.
    const flag = armed?.flags[name] ?? armed?.flags[name.replace(/\(.*$/, "")];
    if (flag !== undefined) queue.push(...contextNames(flag.value));
  }
  const isWatched = ([name]: Reading): number => (watched.has(name) ? 1 : 0);
  return readings.toSorted((one, other) => isWatched(one) - isWatched(other));
}
