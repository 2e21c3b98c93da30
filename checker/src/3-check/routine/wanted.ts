import { type Argument, type Expression, type Loop, type Span, visit } from "@orchlang/language/ast";
import type { Definition } from "../../2-resolve/definition.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext, ParameterSignature, Signature } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { required } from "../types/kinds.ts";
import type { PrepassBlock, PrepassStatement } from "./prepass.ts";

/**
 * The expected types of a plan's names: that of the first place that a name is passed on to unchanged. `let mood =
 * happy` alone says nothing; a return of `mood` below shows its type. Computed on demand, once for each plan.
 */
export function wantedNames(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): (name: string) => Type | undefined {
  let known: ReadonlyMap<string, Type> | undefined;
  return (name) => {
    known ??= collect(definition, signature, module);
    return known.get(name);
  };
}

function collect(
  definition: Definition<"plan">,
  signature: Signature,
  module: ModuleContext,
): ReadonlyMap<string, Type> {
  const wanted = new Map<string, Type>();
  visit(definition.declaration, {
    return: ({ value }) => {
      handOn(value, signature.result.type, wanted);
      return undefined;
    },
    invocation: (call) => {
      const params = parametersOf(call.path, module);
      call.arguments.forEach((argument, index) => {
        const param = params && parameterFor(argument, index, params);
        if (param !== undefined) handOn(argument.value, param.type, wanted);
      });
      return undefined;
    },
  });
  return wanted;
}

function parametersOf(
  path: Parameters<typeof definitionAt>[1],
  module: ModuleContext,
): readonly ParameterSignature[] | undefined {
  const definition = definitionAt(module, path, "capability", "plan", "goal", "event");
  if (definition === undefined) return undefined;
  return definition.kind === "event"
    ? module.program.eventOf(definition).fields
    : module.program.signatureOf(definition).params;
}

function parameterFor(
  argument: Argument,
  index: number,
  params: readonly ParameterSignature[],
): ParameterSignature | undefined {
  if (argument.form === "positional") return params[index];
  return params.find((param) => param.name === argument.name?.text);
}

/** Down through literals and choices to the names in them. */
function handOn(value: Expression, type: Type, wanted: Map<string, Type>): void {
  const whole = required(type);
  switch (value.kind) {
    case "reference":
      if (!wanted.has(value.text)) wanted.set(value.text, whole);
      return;
    case "record":
      if (whole.kind !== "record") return;
      for (const entry of value.entries) {
        const field = entry.kind === "entry" && whole.fields.find((one) => one.name === entry.name.text);
        if (field) handOn(entry.value, field.type, wanted);
      }
      return;
    case "list":
      if (whole.kind === "list") for (const element of value.elements) handOn(element, whole.item, wanted);
      return;
    case "if":
      handOn(value.whenTrue, type, wanted);
      handOn(value.whenFalse, type, wanted);
      return;
    case "matchExpression":
      for (const arm of value.arms) handOn(arm.value, type, wanted);
      return;
    case "binary":
      if (value.operator === "??") {
        handOn(value.left, type, wanted);
        handOn(value.right, type, wanted);
      }
      return;
    default:
  }
}

/*
 * Names in a loop's round are visible only there: a use elsewhere is reported with a hint on how values leave a round.
 */

/** A name of a round, and the step whose loop it is. */
interface RoundName {
  readonly span: Span;
  readonly loop: Loop;
  readonly step: string | undefined;
}

/** A plan's module, in which a name known only in a round of the plan is reported as such. */
export function withRoundNames(module: ModuleContext, root: PrepassBlock): ModuleContext {
  let names: ReadonlyMap<string, RoundName> | undefined;
  return {
    ...module,
    expression: {
      ...module.expression,
      hidden: (name, at) => {
        names ??= new Map(roundsIn(root));
        const roundName = names.get(name);
        if (roundName === undefined) return undefined;
        return {
          labels: [
            { file: module.file, span: roundName.span, message: "known in each round, and only there" },
          ],
          help: leavesBy(roundName, at),
        };
      },
    },
  };
}

function leavesBy({ loop, step }: RoundName, at: Span): string {
  const inHead = at.start >= loop.span.start && at.end <= loop.body.span.start;
  if (inHead && loop.source.kind === "fromValue")
    return `\`until\` asks about \`${loop.variable.text}\`, which is what the round before has yielded: yield what it needs to know.`;
  if (step === undefined) return "Only yielded values leave a round.";
  return loop.source.kind === "fromValue"
    ? `Only yielded values leave a round: \`${step}\` is the last yielded value.`
    : `Only yielded values leave a round: \`${step}\` is the list of them.`;
}

function* roundsIn(block: PrepassBlock): Generator<[string, RoundName]> {
  for (const statement of block.statements) {
    for (const part of statement.parts) {
      const inner = part.role === "contender" ? part.contender.inner : part.block;
      if (inner === undefined) continue;
      yield* roundsIn(inner);
      const loop = loopOf(statement, inner);
      if (loop === undefined) continue;
      const step =
        part.role === "round" && statement.ast.kind === "step" ? statement.ast.name.text : undefined;
      yield [loop.variable.text, { span: loop.variable.span, loop, step }];
      for (const { name, span } of inner.names.values()) yield [name, { span, loop, step }];
    }
  }
}

function loopOf({ ast, parts }: PrepassStatement, round: PrepassBlock): Loop | undefined {
  if (ast.kind !== "step") return undefined;
  if (ast.body.kind === "loop") return ast.body.body === round.ast ? ast.body : undefined;
  for (const part of parts) {
    if (part.role !== "contender" || part.contender.inner !== round) continue;
    const { body } = part.contender.ast;
    return body.kind === "loop" ? body : undefined;
  }
  return undefined;
}
