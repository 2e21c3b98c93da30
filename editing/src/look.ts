import { checkDefinition, gathering } from "@orchlang/checker";
import { constantBinding, eventSignature, poolSignature, signatureOf } from "@orchlang/checker/declarations";
import type { Watch } from "@orchlang/checker/expression";
import { completed, type Definition, definitionKinds } from "@orchlang/checker/resolve";
import { checkPlan } from "@orchlang/checker/routine";
import { checkScenario } from "@orchlang/checker/scenario";
import {
  contextLabel,
  familyOf,
  type ModuleContext,
  type ProgramContext,
  writtenSignal,
} from "@orchlang/checker/scope";
import type { Look, OpenPart, OpenProject, Seen } from "@orchlang/compiler";
import type { Declaration, Expression, Span } from "@orchlang/language/ast";

/** So many are kept: they are large, and questions are about the place that an author is at. */
const recentMax = 4;

/** Checks a declaration once more, and keeps what is otherwise forgotten. Reports nothing. */
export function lookAt(project: OpenProject, part: OpenPart, declaration: Declaration): Look {
  const { recent } = project;
  const known = recent.find((look) => look.declaration === declaration);
  if (known !== undefined) return known;
  const look = lookedAt(project, part, declaration);
  if (recent.push(look) > recentMax) recent.shift();
  return look;
}

function lookedAt(project: OpenProject, part: OpenPart, declaration: Declaration): Look {
  const expressions = new Map<Expression, Seen>();
  const steps = new Map<number, Span>();
  const watch: Watch = {
    expression: (ast, typed, wanted, env) => expressions.set(ast, { typed, wanted, env }),
    step: (name, declared) => steps.set(name.start, declared),
  };
  const definition = definitionOf(declaration, part, project.context);
  const program = watched(project.context, part, definition, watch);
  const at = { module: part.module, file: part.id, declaration };
  const module = program.home(at);
  check(declaration, definition, module);
  return { project, part, declaration, definition, module, expressions, steps };
}

function check(declaration: Declaration, definition: Definition | undefined, module: ModuleContext): void {
  if (declaration.kind === "scenarioDeclaration") checkScenario(declaration, module);
  else if (definition?.kind === "plan") checkPlan(definition, module.program);
  else if (definition !== undefined) checkDefinition(definition, module, gathering());
}

function definitionOf(
  declaration: Declaration,
  { module, id }: OpenPart,
  { resolved }: ProgramContext,
): Definition | undefined {
  if (declaration.kind === "scenarioDeclaration" || declaration.kind === "brokenDeclaration")
    return undefined;
  const name = declaration.name.text;
  const kind = definitionKinds[declaration.kind];
  const whole = completed(declaration, (one) => resolved.names.get(module)?.own.get(one));
  return { kind, name, qualified: `${module}.${name}`, module, file: id, declaration: whole } as Definition;
}

/** The context of the checks, looked on where they are in the part and without a voice. */
function watched(
  context: ProgramContext,
  part: OpenPart,
  own: Definition | undefined,
  watch: Watch,
): ProgramContext {
  const report = (): void => {};
  const checkings = new WeakMap();
  const program: ProgramContext = {
    ...context,
    report,
    suggests: () => true,
    ...ownParts(context, own, () => program),
    home: (at) => {
      const home = context.home(at);
      const expression = { ...home.expression, report, checkings };
      return {
        ...home,
        program,
        expression: at.file === part.id ? { ...expression, watch } : expression,
      };
    },
  };
  return program;
}

type OwnParts = Pick<
  ProgramContext,
  "signatureOf" | "eventOf" | "poolOf" | "signalTypeOf" | "familyOf" | "contextLabelOf" | "constantOf"
>;

/** The declaration itself may be otherwise than the program has it, or not be in it: with a name in a gap. */
function ownParts(
  context: ProgramContext,
  own: Definition | undefined,
  program: () => ProgramContext,
): OwnParts {
  const isOwn = (definition: Definition): boolean => definition === own;
  return {
    signatureOf: (one) => (isOwn(one) ? signatureOf(one, program()) : context.signatureOf(one)),
    eventOf: (one) => (isOwn(one) ? eventSignature(one, program()) : context.eventOf(one)),
    poolOf: (one) => (isOwn(one) ? poolSignature(one, program()) : context.poolOf(one)),
    constantOf: (one) => (isOwn(one) ? constantBinding(one, program()) : context.constantOf(one)),
    signalTypeOf: (one) => (isOwn(one) ? writtenSignal(one, program()) : context.signalTypeOf(one)),
    familyOf: (one) => (isOwn(one) ? familyOf(one, program()) : context.familyOf(one)),
    contextLabelOf: (one) => (isOwn(one) ? contextLabel(one, program()) : context.contextLabelOf(one)),
  };
}
