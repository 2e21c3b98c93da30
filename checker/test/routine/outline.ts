import { compileText } from "@orchlang/compiler/testing";
import { expect } from "vitest";
import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "../../src/3-check/checked.ts";
import { showType } from "../../src/3-check/types/show.ts";

/** A routine as text: its nodes by block, each with its type, its reads and its `after`. */
export function outline(text: string, plan = "p"): string {
  const { projects, diagnostics } = compileText(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const routine = projects[0]?.checked.routines.get(`m.${plan}`);
  if (routine === undefined) throw new Error(`no plan ${plan}`);
  return `\n${lines(routine).join("\n")}\n`;
}

function lines(routine: CheckedRoutine): readonly string[] {
  const ending = routine.finally === undefined ? [] : block(routine.finally, "");
  return [...block(routine.body, ""), ...ending];
}

function block({ id, statements }: CheckedBlock, indent: string): readonly string[] {
  return [`${indent}${id}`, ...statements.flatMap((one) => statement(one, `${indent}  `))];
}

function statement(one: CheckedStatement, indent: string): readonly string[] {
  const { node, reads, after, sequence, type, label } = one;
  const parts = [
    `${node.kind} ${node.id}`,
    ...(type.kind === "nothing" ? [] : [`: ${showType(type)}`]),
    ...(reads.length === 0 ? [] : [` reads ${[...new Set(reads.map((read) => read.node))].join(" ")}`]),
    ...(after.length === 0 ? [] : [` after ${after.map((read) => read.node).join(" ")}`]),
    ...(sequence === undefined ? [] : [` sequence ${sequence}`]),
    ...(label.confidentiality === "personal" || label.confidentiality === "secret"
      ? [` @${label.confidentiality}`]
      : []),
    ...(label.integrity === "untrusted" ? [" @untrusted"] : []),
  ];
  return [indent + parts.join(""), ...one.blocks.flatMap((inner) => block(inner, `${indent}  `))];
}
