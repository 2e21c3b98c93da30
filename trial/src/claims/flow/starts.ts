import type { Json, JsonObject } from "@orchlang/plan";
import { admit } from "@orchlang/plan/boundary";
import type { Trigger } from "@orchlang/plan/context";
import { evaluate } from "@orchlang/plan/expressions";
import { type SimulatedRun, type SimulatedWorld, simulate } from "@orchlang/simulator";
import type { Played, Subject } from "../../claim.ts";
import { plainest } from "./alternatives.ts";
import type { Kept } from "./released.ts";
import { type Observed, type Play, Scene, type Varied } from "./scene.ts";
import { type Sources, sourcesOf } from "./sources.ts";

/** A run of the subject, and others that differ from it only in values that are labelled so. */
export interface Pairs {
  readonly first: Observed;
  /** Set where another run differs: then rules tell of it, and what is untrusted, and no other clearance (rule 48). */
  readonly isOfAnother?: true;
  others(kept: Kept, most: number): Iterable<Varied>;
}

/** The pairs that the subject can be played in: as it was played, and as each trigger that starts it does. */
export function pairsOf(subject: Subject, sources: Sources, played: Played, play: Play): readonly Pairs[] {
  const own = new Scene(subject, sources, played.world, play);
  const { armed: around, caused: _, ...plain } = played.world;
  const { triggers } = around ?? subject.compiled.world().world;
  const started = triggers.filter(({ starts }) => starts.target === subject.entry);
  return [
    own,
    ...started.flatMap((trigger) => [
      ...(around === undefined ? armed(subject, sources, plain, { trigger, play }) : []),
      ...chained(subject, sources, plain, { trigger, play }),
    ]),
    ...(around === undefined ? after(subject, plain, own.first.run) : []),
  ];
}

/** Late enough for most runs before it to be over, and within the hour of most limits. */
const afterwards = 9_000;
const othersMax = 2;

/** Where a limit counts the calls of all runs: another run first, and the subject's own asked for while that may last. */
function after(subject: Subject, world: SimulatedWorld, own: SimulatedRun): readonly Pairs[] {
  const { compiled, entry, file } = subject;
  const started = own.events.find((event) => event.t === "Started");
  // Pools, and what is said of the time, tell of other runs as well (rule 51).
  if (started === undefined || !countsRuns(file) || Object.keys(file.plan.pools).length > 0) return [];
  const targets = compiled.targets.filter(({ root }) => root).slice(0, othersMax);
  return targets.flatMap(({ name }): readonly Pairs[] => {
    const first = name === entry ? file : compiled.plan(name);
    if (first === undefined || Object.keys(first.plan.pools).length > 0) return [];
    const before: Subject = { ...subject, entry: name, file: first };
    const asked = { request: "afterwards", entry, input: started.input as JsonObject };
    const around: SimulatedWorld = {
      ...compiled.context(name),
      ...sameOf(world),
      ...(name === entry ? { input: asked.input } : {}),
      plans: [file],
      happenings: [{ at: afterwards, does: "asks", ...asked }],
    };
    const scene = new Scene(before, sourcesOf(before), around, (one) => simulate(first, one));
    const later = <T extends Observed>(one: T): T => ({ ...one, run: laterIn(one.run) });
    return [
      {
        first: later(scene.first),
        isOfAnother: true,
        *others(kept: Kept, most: number) {
          for (const varied of scene.others(kept, most)) yield later(varied);
        },
      },
    ];
  });
}

/** The run that was asked for; without events where it has not begun. */
function laterIn(run: SimulatedRun): SimulatedRun {
  return run.others.find(({ events }) => isAskedFor(events)) ?? { ...run, events: [] };
}

function isAskedFor(events: SimulatedRun["events"]): boolean {
  return events.some(
    (event) => event.t === "Started" && "request" in event.cause && event.cause.request === "afterwards",
  );
}

function countsRuns({ plan: { policies } }: Subject["file"]): boolean {
  return policies.some(({ verdicts }) => verdicts.some(({ kind }) => kind === "limit"));
}

interface Starting {
  readonly trigger: Trigger;
  readonly play: Play;
}

/** One occurrence of every event that may fire a trigger, directly or through a fusion. */
function armed(
  subject: Subject,
  sources: Sources,
  world: SimulatedWorld,
  { trigger, play }: Starting,
): readonly Pairs[] {
  if (!trigger.on.some(({ kind }) => kind === "event" || kind === "change")) return [];
  const alone = subject.compiled.triggers().find(({ name }) => name === trigger.name.replace(/\(.*$/u, ""));
  const around = alone?.context.armed;
  if (alone === undefined || around === undefined) return [];
  const making = { kept: "secret", hints: [], token: () => "plain" } as const;
  const basic = Object.values(around.events).filter(({ joins = [] }) => joins.length === 0);
  const happenings = basic.map(({ name }, nth) => {
    const fields = Object.entries(sources.events[name] ?? {});
    const made = fields.map(([field, { schema }]) => [field, plainest(schema, making)] as const);
    return { at: 1_000 * (nth + 1), does: "occurs", event: name, fields: Object.fromEntries(made) } as const;
  });
  return [new Scene(subject, sources, { ...world, ...alone.context, happenings }, play)];
}

/** A run that a trigger listens to the end of comes first: what it came to is what the subject is started with. */
function chained(
  subject: Subject,
  sources: Sources,
  world: SimulatedWorld,
  { trigger, play }: Starting,
): readonly Pairs[] {
  return trigger.on.flatMap((source) => {
    if (source.kind !== "outcome") return [];
    const { target, outcome } = source;
    // No run has ended: none of its values sets it off.
    if (outcome === "attention") return [];
    const file = subject.compiled.plan(target);
    if (file === undefined) return [];
    const before: Subject = { ...subject, entry: target, file };
    const context = subject.compiled.context(target);
    const earlier = new Scene(before, sourcesOf(before), { ...context, ...sameOf(world) }, (one) =>
      simulate(file, one),
    );
    const startedBy = (run: SimulatedRun): JsonObject | undefined => {
      const args = argumentsOf(trigger, outcome, run);
      return args !== undefined && fits(subject, args) ? args : undefined;
    };
    const start = startedBy(earlier.first.run);
    const first = start === undefined ? world : { ...world, input: start };
    const scene = new Scene(subject, sources, first, play);
    const observed = (one: Observed): Observed => {
      const input = startedBy(one.run);
      if (input === undefined) return { ...one, run: { ...one.run, events: [] } };
      const later = scene.with({ input });
      return { ...later, faults: new Set([...one.faults, ...later.faults]) };
    };
    return [
      {
        first: observed(earlier.first),
        *others(kept: Kept, most: number) {
          for (const varied of earlier.others(kept, most)) yield { ...varied, ...observed(varied) };
        },
      },
    ];
  });
}

/** True if a plan can be started so: its parameters may be narrower than what a trigger gives them. */
function fits({ file: { plan }, entry }: Subject, args: JsonObject): boolean {
  const params = (plan.goals[entry] ?? plan.routines[entry])?.params ?? [];
  return params.every(({ name, schema, default: otherwise }) => {
    const value = args[name];
    if (value === undefined) return otherwise !== undefined;
    return "ok" in admit(schema, value, plan.schemas);
  });
}

/** The common part of two plans of a program in a world. */
function sameOf({ seed, user, readings, answers, now }: SimulatedWorld): SimulatedWorld {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(user === undefined ? {} : { user }),
    ...(readings === undefined ? {} : { readings }),
    ...(answers === undefined ? {} : { answers }),
    ...(now === undefined ? {} : { now }),
  };
}

/** The arguments with which a trigger starts its plan after a run with this end; undefined if it does not. */
function argumentsOf(
  { when, starts }: Trigger,
  wanted: "completed" | "failed" | "cancelled",
  { events }: SimulatedRun,
): JsonObject | undefined {
  const closed = events.find((event) => event.t === "Closed");
  if (closed?.t !== "Closed" || closed.status !== wanted) return undefined;
  const error = closed.failure === undefined ? null : ({ ...closed.failure } as unknown as Json);
  const locals: Readonly<Record<string, Json>> = {
    result: closed.value ?? null,
    error,
    run: { id: "before" },
  };
  const scope = {
    read: ({ from, name }: { readonly from: string; readonly name: string }) =>
      from === "local" && Object.hasOwn(locals, name) ? { value: locals[name] ?? null } : { unknown: [name] },
  };
  const isWanted = when === undefined ? { value: true } : evaluate(when, scope);
  if (!("value" in isWanted) || isWanted.value !== true) return undefined;
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(starts.args)) {
    const evaluated = evaluate(expression, scope);
    if (!("value" in evaluated)) return undefined;
    args[name] = evaluated.value;
  }
  return args;
}
