import type { CheckedBlock, CheckedProgram, CheckedScenario } from "@orchlang/checker";
import type { LoadedProject } from "@orchlang/checker/load";
import type { Span } from "@orchlang/language/ast";
import type { Capability, Json, PlanFile, Schema } from "@orchlang/plan";
import type { FamilyIndex, Trigger, World } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import type { Scenario, ScenarioClause, ScenarioContext, UnusedCapability } from "@orchlang/plan/scenarios";

/** A scenario, ready for the simulator. */
export interface CompiledScenario extends Scenario<ScenarioClause & { readonly span: Span }> {
  readonly file: string;
  readonly span: Span;
  /** The span of its title. */
  readonly nameSpan: Span;
  /** The kind of its subject. */
  readonly plays: "plan" | "goal" | "trigger";
  readonly context: ScenarioContext;
  /** The plan that runs, for a trigger the one it starts; `undefined` if it has a mistake. */
  plan(): PlanFile | undefined;
}

interface Project {
  readonly loaded: LoadedProject;
  readonly checked: CheckedProgram;
  planned(entry: string): PlanFile | undefined;
  /** A trigger by itself. */
  armed(trigger: string): World | undefined;
}

/** The scenarios of the modules that the caller gave, in source order. */
export function scenariosOf(project: Project): readonly CompiledScenario[] {
  const { checked, loaded } = project;
  const given = new Set(loaded.given);
  const own = checked.scenarios.filter(({ origin }) => given.has(origin.module));
  if (own.length === 0) return [];
  const context = contextOf(checked);
  return own.map(({ says, target, clauses, origin }) => {
    const plays = playedKind(checked, target);
    const armed = plays === "trigger" ? project.armed(target) : undefined;
    const [started] = armed?.triggers ?? [];
    return {
      says,
      target,
      clauses,
      file: origin.file,
      span: origin.span,
      nameSpan: origin.nameSpan,
      plays,
      context: armed === undefined ? context : { ...context, armed },
      plan: () =>
        plays === "trigger" ? started && project.planned(started.starts.target) : project.planned(target),
    };
  });
}

/** A trigger by itself. For a family, the first member stands for all. */
export interface CompiledTrigger {
  /** Qualified, without a member. */
  readonly name: string;
  /** The file that declares it, as the host knows it. */
  readonly file: string;
  readonly context: ScenarioContext;
  /** The plan that it starts; `undefined` if that has a mistake. */
  plan(): PlanFile | undefined;
}

export function triggersOf({
  loaded,
  checked,
  planned,
  world,
}: Omit<Project, "armed"> & { readonly world: World }): readonly CompiledTrigger[] {
  const given = new Set(loaded.given);
  const names = new Set(world.triggers.map(({ name }) => name.replace(/\(.*$/, "")));
  const shared = exploredContext(checked);
  return [...names].flatMap((name) => {
    const [first] = armedAlone(world, name).triggers;
    const module = loaded.modules.get(name.slice(0, name.lastIndexOf(".")));
    if (first === undefined || module === undefined || !given.has(module.name)) return [];
    const armed = { ...world, triggers: [first] };
    const context = { ...shared, armed, ...resultsOf(first, planned) };
    return [{ name, file: module.file.name, context, plan: () => planned(first.starts.target) }];
  });
}

/** The types of what it may hear of. */
function resultsOf({ on }: Trigger, planned: Project["planned"]): Pick<ScenarioContext, "results"> {
  const texts = on.flatMap((source) => (source.kind === "outcome" ? [source.target] : []));
  const results = texts.flatMap((target): readonly (readonly [string, Schema])[] => {
    const plan = planned(target)?.plan;
    const result = plan?.goals[target]?.result ?? plan?.routines[target]?.result;
    return result == null ? [] : [[target, result.schema]];
  });
  return results.length === 0 ? {} : { results: Object.fromEntries(results) };
}

/** A trigger, or all members of its family, and nothing else that starts runs. */
export function armedAlone(world: World, trigger: string): World {
  const triggers = world.triggers.filter(({ name }) => name === trigger || name.startsWith(`${trigger}(`));
  return { ...world, triggers };
}

function playedKind({ goals, routines }: CheckedProgram, target: CheckedScenario["target"]) {
  if (goals.has(target)) return "goal";
  return routines.has(target) ? "plan" : "trigger";
}

/** The same, with what a search for mistakes has to know of the whole program. */
export function exploredContext(checked: CheckedProgram): ScenarioContext {
  return { ...contextOf(checked), unused: unusedCapabilities(checked), ownEvents: ownEvents(checked) };
}

/** The parts of the world that a program's plan files leave open. */
function contextOf({ flags = {}, pools = {}, signals = {}, schemas }: CheckedProgram): ScenarioContext {
  const kinds: Record<string, Schema> = {};
  for (const { pool, member } of Object.values(pools)) kinds[pool.name] = member;
  const readings: Record<string, Schema> = {};
  for (const { name, schema, family } of Object.values(signals))
    for (const { suffix } of membersOf(family)) readings[name + suffix] = schema;
  return {
    flags: Object.values(flags).flatMap(({ name, value, family }) =>
      membersOf(family).map(({ suffix, index }) => ({ name: name + suffix, value: placed(value, index) })),
    ),
    kinds,
    signals: readings,
    schemas,
  };
}

interface Member {
  /** `(kitchen)`; none where there is no family. */
  readonly suffix: string;
  readonly index: Readonly<Record<string, string>>;
}

function membersOf(family: FamilyIndex | undefined): readonly Member[] {
  let all: readonly (readonly string[])[] = [[]];
  for (const { members } of family ?? [])
    all = all.flatMap((one) => members.map((member) => [...one, member]));
  return all.map((one) => ({
    suffix: one.length === 0 ? "" : `(${one.join(",")})`,
    index: Object.fromEntries((family ?? []).map(({ name }, place) => [name, one[place] ?? ""])),
  }));
}

/** An expression of one member of a family: its index stands as a constant. */
function placed(value: Expression, index: Member["index"]): Expression {
  return Object.keys(index).length === 0
    ? value
    : (placedIn(value as unknown as Json, index) as unknown as Expression);
}

function placedIn(part: Json, index: Member["index"]): Json {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((item: Json) => placedIn(item, index));
  const { op, from, name } = part as { readonly op?: Json; readonly from?: Json; readonly name?: Json };
  if (op === "read" && from === "local" && typeof name === "string" && Object.hasOwn(index, name))
    return { op: "constant", value: index[name] ?? null };
  return Object.fromEntries(
    Object.entries(part).map(([key, inner]) => [key, placedIn(inner as Json, index)]),
  );
}

/**
 * Capabilities that no plan calls, and by which nothing is undone or asked about: perhaps they were forgotten. Those
 * of the standard library were not: a program uses few of them.
 */
function unusedCapabilities({ capabilities, routines }: CheckedProgram): readonly UnusedCapability[] {
  const used = new Set<string>();
  for (const { capability } of capabilities.values()) gather([capability.undo, capability.confirm], used);
  for (const { body, finally: last } of routines.values()) {
    inBlock(body, used);
    if (last !== undefined) inBlock(last, used);
  }
  return [...capabilities.values()].flatMap(({ capability }) =>
    used.has(capability.name) || capability.name.startsWith("std.") ? [] : [shown(capability)],
  );
}

/** Events that a plan of the program reports, and that nobody else does: they come from no source. */
function ownEvents({ routines, events = {} }: CheckedProgram): readonly string[] {
  const emitted = new Set<string>();
  const visit = ({ statements }: CheckedBlock): void => {
    for (const { node, blocks } of statements) {
      if (node.kind === "emit") emitted.add(node.event);
      for (const block of blocks) visit(block);
    }
  };
  for (const { body, finally: last } of routines.values()) {
    visit(body);
    if (last !== undefined) visit(last);
  }
  return [...emitted].filter((name) => {
    const sources = events[name]?.sources;
    return !Array.isArray(sources) || sources.length === 0;
  });
}

function shown({ name, params, result, effect, human }: Capability): UnusedCapability {
  return { name, params, gives: result !== null, effect: effect.kind, asks: human !== undefined };
}

function inBlock({ statements }: CheckedBlock, used: Set<string>): void {
  for (const { node, blocks } of statements) {
    gather(node, used);
    for (const block of blocks) inBlock(block, used);
  }
}

/** A call says whom it calls as `capability`, whoever it stands in. */
function gather(part: unknown, used: Set<string>): void {
  if (typeof part !== "object" || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) gather(item, used);
    return;
  }
  for (const [key, inner] of Object.entries(part as Readonly<Record<string, Json>>)) {
    if (key === "capability" && typeof inner === "string") used.add(inner);
    else gather(inner, used);
  }
}
