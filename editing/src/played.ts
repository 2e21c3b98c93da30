import { type Definition, lookup } from "@orchlang/checker/resolve";
import type { Look } from "@orchlang/compiler";
import { type Name, visit } from "@orchlang/language/ast";
import { ofDefinition } from "./refer.ts";
import type { Referent } from "./referent.ts";

/* The meaning of names in a scenario that are declared in the plan it plays. */

/** The subject of a scenario. */
export function targetOf({ declaration, module }: Look): Definition | undefined {
  return declaration.kind === "scenarioDeclaration"
    ? lookup(module.names, declaration.target.text)
    : undefined;
}

/** A parameter that is given. */
export function givenParameter({ text: name }: Name, look: Look): Referent | undefined {
  const target = targetOf(look);
  if (target?.kind !== "plan" && target?.kind !== "goal") return undefined;
  const parameterSignature = look.module.program
    .signatureOf(target)
    .params.find((param) => param.name === name);
  if (parameterSignature === undefined) return undefined;
  const declared = { file: parameterSignature.file, span: parameterSignature.span };
  return { what: "local", kind: "parameter", name, type: parameterSignature.type, declared };
}

/** A step of the plan, or else what one of its steps calls. */
export function playedStep({ text: name }: Name, look: Look): Referent | undefined {
  const target = targetOf(look);
  if (target === undefined) return undefined;
  let referent: Referent | undefined;
  visit(target.declaration, {
    step: (step) => {
      const declared = { file: target.file, span: step.name.span };
      if (step.name.text === name)
        referent ??= { what: "local", kind: "step", name, type: undefined, declared };
    },
  });
  return referent ?? ofDefinition(lookup(look.module.names, name));
}
