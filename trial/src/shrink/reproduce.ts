import type { CompileResult } from "@orchlang/compiler";
import type { JsonObject } from "@orchlang/plan";
import type { Behaviour, SimulatedRun } from "@orchlang/simulator";
import type { Monitor } from "../claim.ts";
import { compileText, isClean, subjectsOf } from "../compile.ts";
import { breachOf, claimsOf, type Found, playedOr, shown } from "../judge.ts";
import { drawWorld } from "../world/draw.ts";
import type { DrawnWorld } from "../world/drawn.ts";
import { type Stage, stagesOf } from "../world/stage.ts";

/** How a breach is looked for again. */
export interface Again {
  readonly monitors: readonly Monitor[];
  /** Worlds that are tried besides the one in which it was found. */
  readonly worlds: number;
  readonly seed: number;
  /** The entries to run; default: each plan and goal that nothing else calls. */
  readonly subjects?: typeof subjectsOf;
  /** True once the time is over: nothing smaller is looked for then. */
  readonly isOver?: () => boolean;
}

/** The same kind of breach in another program, in the same world as far as that fits, or in one of a few others. */
export function reproduced(text: string, found: Found, again: Again): Found | undefined {
  try {
    const compiled = compileText(text);
    return isClean(compiled) ? inCompiled(text, compiled, found, again) : undefined;
  } catch (error) {
    const says = shown(error);
    return found.kind === "compiler" && isAlike(says, found.says) ? { ...found, text, says } : undefined;
  }
}

function inCompiled(text: string, compiled: CompileResult, found: Found, again: Again): Found | undefined {
  for (const subject of (again.subjects ?? subjectsOf)(text, compiled)) {
    for (const stage of stagesOf(subject)) {
      if ((stage.trigger === undefined) !== (found.trigger === undefined)) continue;
      for (const world of worldsFor(stage, found.world, again)) {
        const one = inWorld(stage, world, found, again);
        if (one !== undefined) return one;
      }
    }
  }
  return undefined;
}

function worldsFor(
  stage: Stage,
  first: DrawnWorld | undefined,
  { worlds, seed }: Again,
): readonly DrawnWorld[] {
  const own = first === undefined ? [] : [adapted(stage, first)];
  return [...own, ...Array.from({ length: worlds }, (_, nth) => drawWorld(stage, seed, nth))];
}

/** Without what the program no longer asks for. */
function adapted({ subject, events, context, trigger }: Stage, world: DrawnWorld): DrawnWorld {
  const { plan } = subject.file;
  const params = new Set(
    (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params.map(({ name }) => name),
  );
  const isKnown = (name: string): boolean => trigger === undefined && params.has(name);
  const input: JsonObject = Object.fromEntries(Object.entries(world.input).filter(([name]) => isKnown(name)));
  const signals = context.signals ?? {};
  const readings = Object.fromEntries(Object.entries(world.readings).filter(([name]) => name in signals));
  const happenings = world.happenings.filter((one) => {
    if (one.does === "occurs") return one.event in events;
    return one.does !== "loses" || one.pool in plan.pools;
  });
  return { ...world, input, readings, happenings };
}

/** The breach in one world of one stage. */
export function inWorld(
  stage: Stage,
  world: DrawnWorld,
  found: Found,
  { monitors }: Again,
): Found | undefined {
  const { subject, trigger } = stage;
  const place = {
    kind: found.kind,
    text: subject.text,
    entry: subject.entry,
    world,
    ...(trigger === undefined ? {} : { trigger }),
  };
  const played = playedOr(stage, world);
  if ("threw" in played) {
    const isIt = found.kind === "kernel" && isAlike(played.threw, found.says);
    return isIt ? { ...place, claim: found.claim, says: played.threw } : undefined;
  }
  for (const claim of claimsOf(subject, monitors)) {
    if (claim.kind !== found.kind && found.kind !== "monitor") continue;
    const breach = breachOf(claim, played, subject);
    if (breach === undefined || "threw" in breach !== (found.kind === "monitor")) continue;
    return { ...place, claim: claim.says, says: "threw" in breach ? breach.threw : breach.says };
  }
  return undefined;
}

/** The same with all that happens said: nothing is left to be drawn. */
export function settled(stage: Stage, world: DrawnWorld): DrawnWorld {
  const decided = new Map<string, Behaviour>();
  playedOr(stage, world, decided);
  const { open: _, ...rest } = world;
  return { ...rest, behaviours: { ...Object.fromEntries(decided), ...world.behaviours } };
}

/** Messages of errors, names and numbers apart. */
function isAlike(one: string, other: string): boolean {
  const bare = (text: string): string => text.replace(/[\w.]*\d[\w.]*/g, "_").slice(0, 60);
  return bare(one) === bare(other);
}

/* A run in a few lines: what began and ended when, and how. */

const linesMax = 30;

/** One line an event that somebody would tell of; times are ms after the start. */
export function storyOf({ events, started }: SimulatedRun): readonly string[] {
  const names = new Map<string, string>();
  const lines = events.flatMap((event): readonly string[] => {
    if (event.t === "Began") names.set(event.intent.key, placeOf(event.intent.call));
    const line = lineOf(event, (key) => names.get(key) ?? key.slice(0, 6));
    return line === undefined ? [] : [`${String(event.at - started).padStart(8)} ms  ${line}`];
  });
  return lines.length <= linesMax
    ? lines
    : [...lines.slice(0, linesMax), `… and ${lines.length - linesMax} more`];
}

type RunEvent = SimulatedRun["events"][number];
type Call = Extract<RunEvent, { t: "Settled" }>["call"];

function placeOf({ site, node, slot }: Call): string {
  const rounds = site.loops.map(([, round]) => `[${round}]`).join("");
  return `${node}${rounds}${slot === "do" ? "" : ` ${slot}`}`;
}

function lineOf(event: RunEvent, nameOf: (key: string) => string): string | undefined {
  switch (event.t) {
    case "Started":
      return `started with ${JSON.stringify(event.input)}`;
    case "Began":
      return `${nameOf(event.intent.key)}: ${event.capability}(${JSON.stringify(event.args)}) begins, try ${event.attempt}`;
    case "Ended":
      return `${nameOf(event.key)} ends: ${JSON.stringify(event.outcome)}`;
    case "Lost":
      return `${nameOf(event.key)} is lost`;
    case "Aborted":
      return `${nameOf(event.key)} is broken off: ${event.why}`;
    case "Settled":
      return `${placeOf(event.call)} is ${event.status}${event.failure === undefined ? "" : ` (${event.failure.name ?? event.failure.class})`}`;
    case "Branched":
      return `${event.node} takes ${event.took}`;
    case "Entered":
      return `${placeOf(event.call)} enters ${event.target} with ${JSON.stringify(event.input)}`;
    case "Unwinding":
      return "unwinding";
    case "Doubted":
      return `${nameOf(event.key)} is in doubt`;
    case "Breached":
    case "Owed":
    case "Paid":
    case "Waived":
      return `${event.rule} of ${placeOf(event.call)}: ${event.t}`;
    case "Chose":
      return `${event.goal}: plan ${event.plan} is chosen`;
    case "Ordered":
      return `an order: ${JSON.stringify(event.order)}`;
    case "Closed":
      return `closed: ${event.status} ${JSON.stringify(event.failure ?? event.value ?? null)}`;
    default:
      return undefined;
  }
}
