import { type Expression, type FromValue, visit } from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import { softly } from "../expression/hint.ts";
import type { Environment, Expectation, Typed } from "../expression/typed.ts";
import type { Type } from "../type.ts";
import { withoutReleased } from "./expressions.ts";
import type { LoopSite } from "./loop.ts";

/**
 * The expectation for the first value of a loop: that of the loop's own value, else the type that its rounds yield. The
 * latter is computed only if a bare name alone does not show its enum, since it requires a speculative check of the
 * rounds; inside such a check it is skipped, or each level of nesting would double the work.
 *
 * @param look the type that the rounds yield, given a first value.
 */
export function firstExpectation(
  source: FromValue,
  site: LoopSite,
  look: (first: Typed) => Type,
): Expectation | undefined {
  const { spot, wanted } = site;
  const asked = softly(wanted);
  if (spot.frame.trial || !hasBareName(source.first, spot.env)) return asked;
  let told = false;
  const report = (): void => {
    told = true;
  };
  const env = withoutReleased(source.first, spot, spot.env);
  // A member is not guessed by its name here: only what rounds make of it says of which enum it is.
  const context = { ...spot.module.expression, report, enumsWith: () => [] };
  const alone = checkExpression(source.first, asked, env, context);
  return told ? (softly(understood(look(alone))) ?? asked) : asked;
}

/** The type without its mistakes: a name that rounds only pass on stays unknown, and is reported. */
function understood(type: Type): Type | undefined {
  switch (type.kind) {
    case "error":
      return undefined;
    case "optional":
      return understood(type.of);
    case "list": {
      const item = understood(type.item);
      return item && { ...type, item };
    }
    case "record":
      return {
        ...type,
        fields: type.fields.flatMap((field) => {
          const known = understood(field.type);
          return known === undefined ? [] : [{ ...field, type: known }];
        }),
      };
    default:
      return type;
  }
}

function hasBareName(ast: Expression, env: Environment): boolean {
  let found = false;
  visit(ast, {
    reference(name) {
      found ||= env.lookup(name.text) === undefined;
      return undefined;
    },
  });
  return found;
}
