import type { CheckedBlock, CheckedRoutine, CheckedStatement } from "@orchlang/checker";
import { expressionText } from "../../../src/expression/text.ts";

/** A generated plan as an author would have written it, for counterexamples. */
export function planText(routine: CheckedRoutine): string {
  return `\n${blockText(routine.body, "  ")}\n`;
}

function blockText(block: CheckedBlock, indent: string): string {
  return block.statements.map((statement) => statementText(statement, indent)).join("\n");
}

function statementText(statement: CheckedStatement, indent: string): string {
  const { node } = statement;
  if (node.kind === "branch") {
    const sides = statement.blocks.map((block, at) => {
      const condition = node.arms[at]?.condition;
      const head = condition === undefined ? "else" : `when ${expressionText(condition)}`;
      return `${indent}${head} {\n${blockText(block, `${indent}  `)}\n${indent}}`;
    });
    return sides.join("\n");
  }
  if (node.kind !== "call") return `${indent}${node.kind}`;
  const { target, options } = node.attempt;
  const reads = statement.reads.map((read) => read.node).join(", ");
  const after = statement.after.map((each) => each.node).join(", ");
  const notes = [
    options.retry === undefined ? "" : `retry ${options.retry.times}`,
    node.optional === true ? "optional" : "",
    after === "" ? "" : `after ${after}`,
  ].filter((note) => note !== "");
  const name = "capability" in target ? target.capability : "";
  return `${indent}step ${node.id} = ${name}(${reads})${notes.length === 0 ? "" : ` { ${notes.join("  ")} }`}`;
}
