import type { Loop, Span } from "@orchlang/language/ast";
import type { ModuleContext } from "../scope/module.ts";
import type { BlockSurvey, StatementSurvey } from "./survey.ts";

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
export function withRoundNames(module: ModuleContext, root: BlockSurvey): ModuleContext {
  let names: ReadonlyMap<string, RoundName> | undefined;
  return {
    ...module,
    expression: {
      ...module.expression,
      hidden: (name, at) => {
        names ??= new Map(roundsIn(root));
        const found = names.get(name);
        if (found === undefined) return undefined;
        return {
          labels: [{ file: module.file, span: found.span, message: "known in each round, and only there" }],
          help: leavesBy(found, at),
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

function* roundsIn(block: BlockSurvey): Generator<[string, RoundName]> {
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

function loopOf({ ast, parts }: StatementSurvey, round: BlockSurvey): Loop | undefined {
  if (ast.kind !== "step") return undefined;
  if (ast.body.kind === "loop") return ast.body.body === round.ast ? ast.body : undefined;
  for (const part of parts) {
    if (part.role !== "contender" || part.contender.inner !== round) continue;
    const { body } = part.contender.ast;
    return body.kind === "loop" ? body : undefined;
  }
  return undefined;
}
