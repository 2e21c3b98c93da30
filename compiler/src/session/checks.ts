import { irreversibleOf, undoOnceOf, wayBackOf } from "@orchlang/analysis/rules";

import { type CheckedRoutine, checkDefinition, type Gathering, gathering } from "@orchlang/checker";
import {
  completed,
  type Definition,
  duplicate,
  mayBeUnused,
  mentionsIn,
  startedBy,
  unusedLets,
  unusedParameters,
  unusedPrivate,
} from "@orchlang/checker/resolve";
import { checkPlan } from "@orchlang/checker/routine";
import {
  checkScenario,
  type Find,
  type Reach,
  reachOf,
  tellingStarts,
  unaskedAnswers,
} from "@orchlang/checker/scenario";
import type { ProgramContext } from "@orchlang/checker/scope";

import type { LiveAnalysis } from "./analysis.ts";
import type { LiveChecked } from "./checked.ts";
import type { Entry } from "./entry.ts";
import type { Graph } from "./graph.ts";
import type { LiveModule } from "./module.ts";
import type { Outlines } from "./outlines.ts";
import type { Query } from "./query.ts";
import { isAlike } from "./same.ts";

/** The surroundings of the checks of one declaration. */
export interface CheckSite {
  readonly graph: Graph;
  readonly context: ProgramContext;
  readonly program: LiveChecked;
  readonly analysis: LiveAnalysis;
  readonly outlines: Outlines;
  readonly moduleOf: (entry: Entry) => LiveModule;
  readonly checkedOf: (entry: Entry) => Gathering | undefined;
  /** The triggers of a module; noted. */
  readonly triggersIn: (module: string) => readonly Entry[];
  /** The plans of a module; noted. */
  readonly plansIn: (module: string) => readonly Entry[];
  /** The plans that achieve a goal; noted. */
  readonly achieving: (goal: string) => readonly CheckedRoutine[];
  /** The outcomes that runs of a plan or goal may have; the read is recorded. */
  readonly reach: Find;
}

/**
 * The reachable outcomes of plans, each in a query: most changes of a plan leave them equal, and then no scenario is
 * checked again.
 */
export function withReach(site: Omit<CheckSite, "reach">): CheckSite {
  const { graph, program, achieving } = site;
  const reached = graph.derivedBy((target): Reach | undefined => {
    const routine = program.routines.get(target);
    const start = routine === undefined ? achieving(target) : [routine];
    return start.length === 0 ? undefined : reachOf(start, program, achieving);
  }, isAlike);
  return { ...site, reach: (target) => graph.read(reached(target)) };
}

/** Phase 3 of one declaration; nothing where another one has its name. */
export function checkEntry(entry: Entry, site: CheckSite): Gathering | undefined {
  const gathered = gatheredOf(entry, site);
  return gathered && slim(gathered);
}

/** Most declarations add to one of its parts; empty ones are shared. */
function slim(found: Gathering): Gathering {
  const parts = Object.entries(found) as [keyof Gathering, object][];
  const filled = parts.filter(([, part]) => (part instanceof Map ? part.size : Object.keys(part).length) > 0);
  return filled.length === 0 ? nothing : { ...nothing, ...Object.fromEntries(filled) };
}

const nothing: Gathering = gathering();

function gatheredOf(entry: Entry, site: CheckSite): Gathering | undefined {
  const { context } = site;
  const declaration = contentOf(entry, site);
  const result = gathering();
  if (declaration.kind === "scenarioDeclaration") {
    const scenario = checkScenario(declaration, context.home(entry));
    if (scenario !== undefined) result.scenarios.push(scenario);
    return result;
  }
  const first = site.moduleOf(entry).first(entry);
  const { definition } = entry;
  if (definition === undefined || first !== definition) return undefined;
  // The declaration itself is checked as a whole.
  const whole = completed(declaration, (name) => site.moduleOf(entry).definition(name));
  const own = { ...definition, declaration: whole } as Definition;
  if (own.kind === "plan") result.routines.set(own.qualified, checkPlan(own, context));
  else checkDefinition(own, context.home(own), result);
  return result;
}

/** Creates the queries that report a declaration's mistakes, given its query of phase 3. */
export function telling(
  site: CheckSite,
): (entry: Entry, checked: Query<unknown>) => readonly Query<unknown>[] {
  const { graph, analysis } = site;
  const names = (entry: Entry) => tellNames(entry, site);
  const reach = (entry: Entry) => tellReach(entry, site);
  const undo = (entry: Entry) => tellUndo(entry, site);
  const ofPlan = (tell: (plan: string) => void) => (entry: Entry) => {
    const { definition } = entry;
    if (definition !== undefined && site.moduleOf(entry).first(entry) === definition)
      tell(definition.qualified);
  };
  const order = ofPlan(analysis.tellOrder);
  const rules = ofPlan(analysis.tellRules);
  return (entry, checked) => {
    graph.keep(checked, 1);
    const { kind } = entry;
    return [
      graph.root(1, names, entry),
      checked,
      ...(kind === "scenarioDeclaration" || kind === "triggerDeclaration"
        ? [graph.root(1, reach, entry)]
        : []),
      ...(kind === "capability" ? [graph.root(2, undo, entry)] : []),
      ...(kind === "planDeclaration" ? [graph.root(2, order, entry), graph.root(2, rules, entry)] : []),
    ];
  };
}

/** The declaration as it is now, all of it; noted. */
function contentOf(entry: Entry, { graph }: Pick<CheckSite, "graph">): Entry["declaration"] {
  graph.read(entry.content);
  return entry.declaration;
}

/** Phase 2 of one declaration. */
function tellNames(entry: Entry, site: CheckSite): void {
  const { graph, context } = site;
  const module = site.moduleOf(entry);
  const declaration = contentOf(entry, site);
  const { definition, file } = entry;
  const first = module.first(entry);
  if (definition !== undefined && first !== undefined && first !== definition) {
    graph.report(duplicate(first, definition));
  }
  const mistakes: Parameters<typeof mentionsIn>[2] = [];
  const outline = site.outlines.of(entry);
  const plans = () => site.plansIn(entry.module).map((plan) => contentOf(plan, site));
  mentionsIn(
    outline.mentions,
    { names: module.names, modules: context.resolved.names, plans, file },
    mistakes,
  );
  graph.report(...mistakes);
  if (!("private" in declaration) || !("name" in declaration)) return;
  const { name } = declaration;
  if (mayBeUnused(declaration) && module.uses(name.text) === (outline.words.has(name.text) ? 1 : 0)) {
    graph.report(unusedPrivate(name, file));
  }
  for (const unused of unusedParameters(declaration, file, { isStarted: false, outline: outline })) {
    if (!isStarted(name.text, entry, site)) graph.report(unused);
  }
  graph.report(...unusedLets(declaration, file, outline, (text) => module.uses(text) > 0));
}

function isStarted(plan: string, { module }: Entry, site: CheckSite): boolean {
  return site.triggersIn(module).some((trigger) => {
    return startedBy(contentOf(trigger, site), site.moduleOf(trigger).names).includes(plan);
  });
}

/** Checks that need everything that a plan may call. */
function tellReach(entry: Entry, site: CheckSite): void {
  const { graph, program, context, reach } = site;
  const checked = site.checkedOf(entry);
  if (checked === undefined) return;
  const isStandard = (module: string) => context.resolved.project.modules.get(module)?.standard === true;
  for (const scenario of checked.scenarios) graph.report(...unaskedAnswers(scenario, reach, program));
  graph.report(...tellingStarts(checked.triggers, { reach, capabilities: program.capabilities, isStandard }));
}

function tellUndo(entry: Entry, site: CheckSite): void {
  const checked = site.checkedOf(entry);
  for (const declared of checked?.capabilities.values() ?? []) {
    site.graph.report(
      ...undoOnceOf(declared, site.program),
      ...irreversibleOf(declared),
      ...wayBackOf(declared, site.program),
    );
  }
}
