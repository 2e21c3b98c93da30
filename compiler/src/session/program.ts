import type { CheckedRoutine } from "@orchlang/checker";
import {
  type CallableDefinition,
  constantBinding,
  eventSignature,
  goalOf,
  poolSignature,
  type Signature,
  signatureOf,
} from "@orchlang/checker/declarations";
import type { Typed } from "@orchlang/checker/expression";
import type { LoadedProject } from "@orchlang/checker/load";
import {
  type Definition,
  type DefinitionKind,
  isOfKind,
  type ResolvedProject,
} from "@orchlang/checker/resolve";
import { stepsOfRoutine } from "@orchlang/checker/scenario";
import {
  contextLabel,
  familyOf,
  inside,
  type ModuleContext,
  moduleContext,
  moduleUnits,
  type ProgramContext,
  type RoutineOutcome,
  standardUnits,
  taggedAmong,
  tagsOf,
  writtenSignal,
  writtenType,
} from "@orchlang/checker/scope";
import { currencyOf, schemaOf, type Type } from "@orchlang/checker/types";
import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Schema } from "@orchlang/plan";

import type { Graph } from "./graph.ts";
import type { LiveModule } from "./module.ts";
import { lineToCome } from "./places.ts";
import { isAlike } from "./same.ts";

/** The shared parts of a live project's checks. */
interface LiveProgram {
  readonly loaded: LoadedProject;
  readonly modules: ReadonlyMap<string, LiveModule>;
  readonly graph: Graph;
  readonly root: string;
  /** A plan as phase 3 understands it. */
  readonly routineOf: (definition: Definition<"plan">) => CheckedRoutine | undefined;
  /** All plans, in the order of the project. */
  readonly plans: () => readonly Definition<"plan">[];
  /** All capabilities. */
  readonly capabilities: () => readonly Definition<"capability">[];
}

interface LiveContext extends ProgramContext {
  /** The schema of a named type, by its qualified name. */
  readonly schemaOf: (qualified: string) => Schema | undefined;
}

/** The context of phase 3, each part of which is a query of its own. */
export function liveContext(live: LiveProgram): LiveContext {
  const { graph, modules, loaded } = live;
  const names = new Map([...modules].map(([name, module]) => [name, module.names] as const));
  const resolved: ResolvedProject = { project: loaded, names, diagnostics: [] };
  const report = (diagnostic: Diagnostic): void => graph.report(diagnostic);
  const home = homes(live, resolved, () => program);
  const queries = cellsOf(live);
  const callables = ["capability", "plan", "goal"] as const;
  const achieved = queries(["plan"], (plan) => goalOf(plan, home(plan))?.qualified);
  const achievers = graph.derived(() => Map.groupBy(live.plans(), achieved));
  const bearing = queries(["capability"], tagsOf, isAlike);
  const bearers = graph.derived(() => taggedAmong(live.capabilities(), bearing));
  const written = queries(["type"], (type) =>
    writtenType({ name: type.qualified, file: type.file, declaration: type.declaration }, program),
  );
  const schemas = queries(
    ["type"],
    (type) => schemaOfNamed(type.qualified, written(type).type, home(type)),
    isAlike,
  );
  const signatures = cellsOf(live, "evictableBy")(callables, (definition) =>
    signatureOf(definition, program),
  );
  // Callers read the results; most are of capabilities without defaults.
  const signatureSeen = (definition: CallableDefinition): Signature =>
    mayHaveDefaults(definition)
      ? withDefaultsApart(definition, signatures)
      : signatureOf(definition, program);
  const program: ProgramContext = {
    resolved,
    settings: loaded.settings,
    root: live.root,
    report,
    suggests: () => true,
    module: (name) => home({ module: name, file: modules.get(name)?.loaded.file.name ?? "" }),
    home,
    schemas: noSchemas,
    typeOf: (type) => written({ qualified: type.name }),
    signatureOf: queries(callables, signatureSeen, sameButDefaults),
    eventOf: queries(["event", "fusion"], (definition) => eventSignature(definition, program)),
    signalTypeOf: queries(["signal"], (definition) => writtenSignal(definition, program)),
    constantOf: queries(["constant"], (definition) => constantBinding(definition, program), isAlike),
    familyOf: queries(["signal", "flag"], (definition) => familyOf(definition, program)),
    poolOf: queries(["resource"], (definition) => poolSignature(definition, program)),
    contextLabelOf: queries(["signal", "flag"], (definition) => contextLabel(definition, program)),
    routineOf: live.routineOf,
    outcomeOf: queries(["plan"], (plan) => outcomeOf(live.routineOf(plan)), isAlike),
    stepsOf: queries(["plan"], (plan) => stepsOfRoutine(live.routineOf(plan)), isAlike),
    plansOf: ({ qualified }) => graph.read(achievers).get(qualified) ?? [],
    tagged: () => graph.read(bearers),
  };
  return { ...program, schemaOf: (qualified) => schemas({ qualified }) };
}

/** The module of a declaration, seen from its own unit of the file. */
function homes(
  { graph, modules, loaded }: LiveProgram,
  resolved: ResolvedProject,
  program: () => ProgramContext,
): ProgramContext["home"] {
  const report = (diagnostic: Diagnostic): void => graph.report(diagnostic);
  const shared = graph.derived(() => standardUnits(resolved, report));
  const units = graph.derivedBy((module) =>
    moduleUnits(module, resolved, { shared: graph.read(shared), report }),
  );
  const known = new Map<string, ModuleContext>();
  const { plan, saysCurrency } = loaded.settings;
  return ({ module, file, declaration }) => {
    const live = modules.get(module) as LiveModule;
    const own = graph.read(units(module));
    const currencies = graph.read(live.currencies);
    const [only, ...others] = currencies;
    const usual = saysCurrency || others.length > 0 ? plan.currency : (only ?? plan.currency);
    const isPlain = declaration === undefined || currencies.every((one) => one === usual);
    const currency = isPlain ? usual : (currencyOf(declaration) ?? usual);
    const before = known.get(file)?.expression;
    if (before === undefined || before.units !== own || before.currency !== currency) {
      const context = moduleContext(live.names, { file, units: own, currency }, program());
      const made = { ...context, lineOf: (span: Span) => lineToCome(file, span) };
      const [oldest] = known.keys();
      if (oldest !== undefined && known.size >= homesMax) known.delete(oldest);
      known.set(file, made);
    }
    return inside(known.get(file) as ModuleContext, declaration);
  };
}

/** So many are kept, of units that are checked together: they are made quickly, and there is one for each unit. */
const homesMax = 256;

/** A query for each name of some kinds, made of what the name stands for now. */
function cellsOf({ graph, modules }: LiveProgram, kept: "derivedBy" | "evictableBy" = "derivedBy") {
  return <K extends DefinitionKind, V>(
    kinds: readonly K[],
    make: (definition: Extract<Definition, { readonly kind: K }>) => V,
    same?: (a: V | undefined, b: V | undefined) => boolean,
  ) => {
    const of = graph[kept]((qualified): V | undefined => {
      const dot = qualified.lastIndexOf(".");
      const own = modules.get(qualified.slice(0, dot))?.definition(qualified.slice(dot + 1));
      return isOfKind(own, ...kinds) ? make(own) : undefined;
    }, same);
    return ({ qualified }: { readonly qualified: string }): V => graph.read(of(qualified)) as V;
  };
}

/** A plan has those of the goal that it achieves. */
function mayHaveDefaults({ kind, declaration }: CallableDefinition): boolean {
  return kind !== "capability" || declaration.parameters.some((parameter) => parameter.default !== undefined);
}

/** The callers' view of a signature: a default is read by itself, since few of them look into it. */
function withDefaultsApart(
  definition: CallableDefinition,
  signatures: (definition: CallableDefinition) => Signature,
): Signature {
  const signature = signatures(definition);
  const params = signature.params.map((param, index) =>
    param.default === undefined
      ? param
      : { ...param, default: () => signatures(definition).params[index]?.default?.() as Typed },
  );
  return { ...signature, params };
}

function sameButDefaults(a: Signature | undefined, b: Signature | undefined): boolean {
  return isAlike(withoutDefaults(a), withoutDefaults(b));
}

function withoutDefaults(signature: Signature | undefined): unknown {
  return (
    signature && {
      ...signature,
      params: signature.params.map((param) => ({ ...param, default: param.default !== undefined })),
    }
  );
}

function outcomeOf(routine: CheckedRoutine | undefined): RoutineOutcome | undefined {
  return routine && { fails: routine.head.fails, label: routine.resultLabel };
}

/** Where schemas are made, one type at a time: every other counts as written already. */
class SchemaOf extends Map<string, Schema> {
  readonly #name: string | undefined;

  constructor(name?: string) {
    super();
    this.#name = name;
  }

  override has(name: string): boolean {
    return name !== this.#name || super.has(name);
  }
}

function schemaOfNamed(name: string, type: Type, { expression: { units } }: ModuleContext): Schema {
  const own = new SchemaOf(name);
  const schema = schemaOf(type, units, own);
  return own.get(name) ?? schema;
}

/** Schemas of named types are made where somebody asks for one. */
const noSchemas = new SchemaOf();
