import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import { type Expression, type Selector as SelectorNode, visit } from "@orchlang/language/ast";
import { extend } from "../expression/environment.ts";
import type { Environment } from "../expression/typed.ts";
import { spoiltBinding } from "../scope/environment.ts";
import type { ModuleContext } from "../scope/module.ts";
import { argumentOfAction } from "./rule-messages.ts";
import { selectedSignatures } from "./selectors.ts";
import type { Signature } from "./signature.ts";
import { reportUntakenArguments } from "./tagged.ts";

/**
 * Reports `args.x` where an action of the rule takes no `x`, in the rule's own words; gives the environment in which
 * the expression is then read, where `args` says nothing more if it was reported.
 */
export function reportUnknownArguments(
  ast: Expression,
  nodes: readonly SelectorNode[],
  env: Environment,
  module: ModuleContext,
): Environment {
  const signatures = selectedSignatures(nodes, module);
  if (signatures === undefined) return reportUntakenArguments(ast, nodes, env, module);
  if (signatures === "wrong" || signatures.length === 0) return env;
  let reported = false;
  visit(ast, {
    member(node) {
      if (node.object.kind !== "reference" || node.object.text !== "args" || node.member.text === "")
        return undefined;
      const name = node.member.text;
      const lacking = signatures.find((signature) => !signature.params.some((param) => param.name === name));
      if (lacking !== undefined && isAParameter(name)) {
        reported = true;
        module.program.report(unknownArgument(name, lacking, node.member.span, module));
      }
      return undefined;
    },
  });
  return reported ? extend(env, { args: spoiltBinding }) : env;
}

/** List functions may be written behind a dot; a rule's arguments are a record, which has none. */
function isAParameter(name: string): boolean {
  return name !== "size";
}

function unknownArgument(
  name: string,
  lacking: Signature,
  span: Expression["span"],
  module: ModuleContext,
): Diagnostic {
  const { definition, params } = lacking;
  const place = { file: module.file, span };
  const known = params.map((param) => param.name);
  const meant = closest(name, known);
  const declared = { file: definition.file, span: definition.declaration.name.span };
  return argumentOfAction.at(
    place,
    { of: { action: definition.name }, name, known },
    {
      labels: [{ ...declared, message: `\`${definition.name}\` is declared here` }],
      ...didYouMean(place, meant),
    },
  );
}
