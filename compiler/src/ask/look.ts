import type { Declaration, Expression, Span } from "@orchlang/language";
import { type Definition, definitionKinds } from "../2-resolve/definition.ts";
import { checkDefinition, gathering } from "../3-check/declaration.ts";
import { eventSignature } from "../3-check/declarations/event-signature.ts";
import { poolSignature } from "../3-check/declarations/pool-signature.ts";
import { signatureOf } from "../3-check/declarations/signature.ts";
import type { Environment, Expectation, Typed, Watch } from "../3-check/expression/typed.ts";
import { checkPlan } from "../3-check/routine/plan.ts";
import { checkScenario } from "../3-check/scenario/scenario.ts";
import type { ModuleContext } from "../3-check/scope/module.ts";
import type { ProgramContext } from "../3-check/scope/program.ts";
import type { OpenPart, OpenProject } from "./open-program.ts";

/** What was made of an expression, what was wanted of it, and which names it sees. */
export interface Seen {
  readonly typed: Typed;
  readonly wanted: Expectation | undefined;
  readonly env: Environment;
}

/** A declaration with what its checks made of each part of it. Places are those of the part. */
export interface Look {
  readonly project: OpenProject;
  readonly part: OpenPart;
  readonly declaration: Declaration;
  /** As it is called in its module; none of a scenario or of what could not be read. */
  readonly definition: Definition | undefined;
  readonly module: ModuleContext;
  readonly expressions: ReadonlyMap<Expression, Seen>;
  /** By where a step is named, where that is declared. */
  readonly steps: ReadonlyMap<number, Span>;
}

/** Checks a declaration once more, and keeps what is otherwise forgotten. Reports nothing. */
export function lookAt(project: OpenProject, part: OpenPart, declaration: Declaration): Look {
  const expressions = new Map<Expression, Seen>();
  const steps = new Map<number, Span>();
  const watch: Watch = {
    expression: (ast, typed, wanted, env) => expressions.set(ast, { typed, wanted, env }),
    step: (name, declared) => steps.set(name.start, declared),
  };
  const program = watched(project.context, part, declaration, watch);
  const at = { module: part.module, file: part.id, declaration };
  const definition = definitionOf(declaration, part);
  const module = program.home(at);
  check(declaration, definition, module);
  return { project, part, declaration, definition, module, expressions, steps };
}

function check(declaration: Declaration, definition: Definition | undefined, module: ModuleContext): void {
  if (declaration.kind === "scenarioDeclaration") checkScenario(declaration, module);
  else if (definition?.kind === "plan") checkPlan(definition, module.program);
  else if (definition !== undefined) checkDefinition(definition, module, gathering());
}

function definitionOf(declaration: Declaration, { module, id }: OpenPart): Definition | undefined {
  if (declaration.kind === "scenarioDeclaration" || declaration.kind === "brokenDeclaration")
    return undefined;
  const name = declaration.name.text;
  const kind = definitionKinds[declaration.kind];
  return { kind, name, qualified: `${module}.${name}`, module, file: id, declaration } as Definition;
}

/** The context of the checks, looked on where they are in the part and without a voice. */
function watched(
  context: ProgramContext,
  part: OpenPart,
  declaration: Declaration,
  watch: Watch,
): ProgramContext {
  const report = (): void => {};
  const program: ProgramContext = {
    ...context,
    report,
    suggests: () => true,
    // The declaration itself may be otherwise than the program has it: with a name in a gap.
    signatureOf: (definition) =>
      definition.declaration === declaration
        ? signatureOf(definition, program)
        : context.signatureOf(definition),
    eventOf: (definition) =>
      definition.declaration === declaration
        ? eventSignature(definition, program)
        : context.eventOf(definition),
    poolOf: (definition) =>
      definition.declaration === declaration
        ? poolSignature(definition, program)
        : context.poolOf(definition),
    home: (at) => {
      const home = context.home(at);
      const expression = { ...home.expression, report };
      return {
        ...home,
        program,
        expression: at.file === part.id ? { ...expression, watch } : expression,
      };
    },
  };
  return program;
}
