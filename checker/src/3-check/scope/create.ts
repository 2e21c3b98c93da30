import type { Diagnostic } from "@orchlang/language";
import { type Path, visit } from "@orchlang/language/ast";
import { lookup } from "../../2-resolve/collect-names.ts";
import { type Definition, isOfKind } from "../../2-resolve/definition.ts";
import type { ResolvedProject } from "../../2-resolve/resolve.ts";
import { calleesFirst } from "../../callees-first.ts";
import { mistakesPerFileMax, plansDeepMax } from "../../limits.ts";
import type { CheckedRoutine, TracedLabel } from "../checked.ts";
import { circularConstant, constantBinding } from "../declarations/constant.ts";
import { eventSignature } from "../declarations/event-signature.ts";
import { flagLabel } from "../declarations/flag.ts";
import { poolSignature } from "../declarations/pool-signature.ts";
import { goalOf, signatureOf } from "../declarations/signature.ts";
import { internalLabel, labelOf } from "../labels/label.ts";
import { checkPlan } from "../routine/plan.ts";
import { stepsOfRoutine } from "../scenario/target.ts";
import { declaredTypes, type TypeInModule } from "../types/declared.ts";
import { resolveType, type WrittenType } from "../types/resolve.ts";
import { familyOf } from "./family.ts";
import { homes } from "./homes.ts";
import { definitionAt, moduleContext, moduleCurrency, typeContext } from "./module.ts";
import type { ModuleContext, ProgramContext, Tagged } from "./program.ts";
import { taggedIn } from "./tagged.ts";
import { unitsByModule } from "./units.ts";

/** The context of one check of a project: nothing is worked out yet. */
export function createProgram(
  resolved: ResolvedProject,
  root: string,
  report: (diagnostic: Diagnostic) => void,
): ProgramContext {
  let reported = 0;
  const units = unitsByModule(resolved, report);
  const modules = new Map<string, ModuleContext>();
  const module = (name: string): ModuleContext => {
    const known = modules.get(name);
    if (known !== undefined) return known;
    const names = resolved.names.get(name);
    if (names === undefined) throw new Error(`no module ${name}`);
    const reading = {
      file: names.module.file.name,
      units: units(name),
      currency: moduleCurrency(names, program),
    };
    const made = moduleContext(names, reading, program);
    modules.set(name, made);
    return made;
  };
  const program: ProgramContext = {
    resolved,
    settings: resolved.project.settings,
    root,
    report: (diagnostic) => {
      reported += 1;
      report(diagnostic);
    },
    suggests: () => reported < mistakesPerFileMax,
    module,
    home: homes(module),
    schemas: new Map(),
    typeOf: declaredTypes({
      resolve: (type) => writtenType(type, program),
      names: (type) => namedTypes(type, program),
      report: (diagnostic) => program.report(diagnostic),
    }),
    ...onDemandParts(() => program),
  };
  return program;
}

/** A type's right side, in its own module. */
export function writtenType(type: TypeInModule, program: ProgramContext): WrittenType {
  const { file, declaration } = type;
  const home = program.home({ file, declaration, module: type.name.slice(0, type.name.lastIndexOf(".")) });
  return resolveType(type.declaration.type, { ...typeContext(home, type.name), declares: true });
}

/** The declared types that a type's right side names. */
function namedTypes(
  { name, file, declaration }: TypeInModule,
  program: ProgramContext,
): readonly TypeInModule[] {
  const home = program.home({ file, declaration, module: name.slice(0, name.lastIndexOf(".")) });
  const typeInModules: TypeInModule[] = [];
  visit(declaration, {
    namedType: (node) => {
      const named = lookup(home.names, node.name.text);
      if (isOfKind(named, "type")) {
        typeInModules.push({ name: named.qualified, file: named.file, declaration: named.declaration });
      }
      return undefined;
    },
  });
  return typeInModules;
}

type OnDemand = Pick<
  ProgramContext,
  | "signatureOf"
  | "eventOf"
  | "signalTypeOf"
  | "constantOf"
  | "familyOf"
  | "poolOf"
  | "contextLabelOf"
  | "routineOf"
  | "outcomeOf"
  | "stepsOf"
  | "plansOf"
  | "tagged"
>;

function onDemandParts(program: () => ProgramContext): OnDemand {
  const nothing: WrittenType = { type: { kind: "error" }, labels: [] };
  const parts: OnDemand = {
    // A definition with declared types never depends on itself here: defaults read earlier parameters only.
    signatureOf: onDemand(
      (definition) => signatureOf(definition, program()),
      (definition) => ({
        definition,
        params: [],
        result: nothing,
        fails: [],
        ensures: [],
        clearance: "internal",
        tiers: [],
      }),
    ),
    eventOf: onDemand(
      (definition) => eventSignature(definition, program()),
      (definition) => ({ definition, fields: [], type: { kind: "record", fields: [] } }),
    ),
    signalTypeOf: onDemand(
      (definition) => writtenSignal(definition, program()),
      () => nothing,
    ),
    constantOf: onDemand(
      (definition) => constantBinding(definition, program()),
      (definition) => circularConstant(definition, program()),
    ),
    familyOf: onDemand(
      (definition) => familyOf(definition, program()),
      () => undefined,
    ),
    poolOf: onDemand(
      (definition) => poolSignature(definition, program()),
      (definition) => ({
        definition,
        count: 1,
        member: nothing.type,
        names: { kind: "enum", name: definition.qualified, members: [] },
      }),
    ),
    contextLabelOf: onDemand(
      (definition) => contextLabel(definition, program()),
      () => internalLabel,
    ),
    routineOf: routinesInOrder(program),
    outcomeOf: (definition) => {
      const routine = parts.routineOf(definition);
      return routine && { fails: routine.head.fails, label: routine.resultLabel };
    },
    stepsOf: onDemand(
      (definition) => stepsOfRoutine(parts.routineOf(definition)),
      () => [],
    ),
    ...lookedThrough(program),
  };
  return parts;
}

/** Indexes over all declarations of a kind, computed once. */
function lookedThrough(program: () => ProgramContext): Pick<ProgramContext, "plansOf" | "tagged"> {
  let achieving: ReturnType<typeof plansByGoal> | undefined;
  let bearing: Tagged | undefined;
  return {
    plansOf: (goal) => {
      achieving ??= plansByGoal(program());
      return achieving.get(goal.qualified) ?? [];
    },
    tagged: () => {
      bearing ??= taggedIn(program());
      return bearing;
    },
  };
}

/** Each plan checked once, after those that it calls: a chain of plans may be longer than a stack is deep. */
function routinesInOrder(program: () => ProgramContext): ProgramContext["routineOf"] {
  let depth = 0;
  const begun = new Set<string>();
  const known = onDemand<Definition<"plan">, CheckedRoutine | undefined>(
    (definition) => {
      begun.add(definition.qualified);
      depth += 1;
      const routine = checkPlan(definition, program());
      depth -= 1;
      return routine;
    },
    () => undefined,
  );
  const isDone = ({ qualified }: Definition<"plan">) => begun.has(qualified);
  return (definition) => {
    // A dependency was computed before, except in a cycle, which is a mistake.
    if (depth > 0) return isDone(definition) || depth < plansDeepMax ? known(definition) : undefined;
    if (isDone(definition)) return known(definition);
    const inCircle = new Set<string>();
    const onCircle = (circle: readonly Definition<"plan">[]): void => {
      for (const { qualified } of circle) inCircle.add(qualified);
    };
    const same = new Map([[definition.qualified, definition]]);
    const leadsTo = (one: Definition<"plan">) =>
      calledPlans(one, program()).map((called) => {
        const result = same.get(called.qualified) ?? called;
        same.set(called.qualified, result);
        return result;
      });
    const first = leadsTo(definition);
    // Most plans call none.
    if (first.length === 0) return known(definition);
    const next = (one: Definition<"plan">) => (one === definition ? first : leadsTo(one));
    for (const each of calleesFirst([definition], next, { isDone, onCircle })) {
      if (!inCircle.has(each.qualified)) known(each);
    }
    return known(definition);
  };
}

/** The type of a signal's values. */
export function writtenSignal(definition: Definition<"signal">, program: ProgramContext): WrittenType {
  return resolveType(definition.declaration.type, typeContext(program.home(definition), definition.name));
}

/** The label of what a signal or a flag says. */
export function contextLabel(
  definition: Definition<"signal" | "flag">,
  program: ProgramContext,
): TracedLabel {
  if (definition.kind === "flag") return flagLabel(definition, program);
  return signalLabel(definition, program.signalTypeOf(definition));
}

function signalLabel(definition: Definition<"signal">, written: WrittenType): TracedLabel {
  if (written.labels.length === 0) return internalLabel;
  const says = `\`${definition.name}\` is declared ${written.labels.map((word) => `@${word}`).join(" ")}`;
  const { file, declaration } = definition;
  return { ...labelOf(written.labels, internalLabel), way: [{ says, file, span: declaration.name.span }] };
}

/** A value computed on demand and kept; a request during its own computation gets `cyclic`. */
function onDemand<Key extends { readonly qualified: string }, Value>(
  make: (key: Key) => Value,
  cyclic: (key: Key) => Value,
): (key: Key) => Value {
  const made = new Map<string, { readonly value: Value } | "in work">();
  return (key) => {
    const known = made.get(key.qualified);
    if (known === "in work") return cyclic(key);
    if (known !== undefined) return known.value;
    made.set(key.qualified, "in work");
    const value = make(key);
    made.set(key.qualified, { value });
    return value;
  };
}

/** The plans that achieve each goal, in the order of the project's modules and their text. */
function plansByGoal(program: ProgramContext): ReadonlyMap<string, readonly Definition<"plan">[]> {
  const byGoal = new Map<string, Definition<"plan">[]>();
  for (const names of program.resolved.names.values()) {
    for (const definition of names.own.values()) {
      if (definition.kind !== "plan") continue;
      const goal = goalOf(definition, program.home(definition));
      if (goal === undefined) continue;
      const plans = byGoal.get(goal.qualified);
      if (plans === undefined) byGoal.set(goal.qualified, [definition]);
      else plans.push(definition);
    }
  }
  return byGoal;
}

/** The plans that the text of a plan calls, those of the goals that it calls among them. */
function calledPlans(plan: Definition<"plan">, program: ProgramContext): readonly Definition<"plan">[] {
  const module = program.home(plan);
  const called: Definition<"plan">[] = [];
  const call = ({ path }: { readonly path: Path }): undefined => {
    const definition = definitionAt(module, path, "plan", "goal");
    if (definition !== undefined)
      called.push(...(definition.kind === "plan" ? [definition] : program.plansOf(definition)));
  };
  visit(plan.declaration, {
    attempt: (node) => call(node.call),
    quorum: (node) => {
      for (const each of node.calls) call(each);
      return undefined;
    },
  });
  return called;
}
