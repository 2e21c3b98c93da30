import type { Atom, Block, Call, End, Plan, Program, Statement } from "./model.ts";

/* The little language as source text. */

const declarations = `module m
type Approval { granted: Bool }
tool review(n: Int) -> Approval { effect pure  latency <= 1s }
service send(n: Int) -> Approval { effect idempotent  latency <= 1s }
service book(n: Int) -> Approval { effect idempotent  latency <= 1s  undo unbook(n) }
service unbook(n: Int) { effect idempotent  latency <= 1s }
service charge(n: Int) -> Approval { effect once  latency <= 1s }
tool note(n: Int) -> Approval { effect pure  latency <= 1s }
`;

const params = "b0: Bool, b1: Bool, k: Int in 1..2, xs: [Bool] size 0..2";

/** @param rules each becomes a guardrail of its own, `g0` and so on; policies are written whole. */
export function sourceOf({ main, inner, goal }: Program, rules: readonly string[]): string {
  const guardrails = rules.map((rule, at) =>
    rule.startsWith("policy") ? rule : `guardrail g${at} { ${rule} }`,
  );
  const plans = [
    planText("p", main),
    ...(inner === undefined ? [] : [calledText("q", inner)]),
    ...(goal === undefined ? [] : [goalText(goal)]),
  ];
  return `${declarations}${guardrails.join("\n")}\n${plans.join("\n")}\n`;
}

/** @param head its type, and what it achieves. */
function planText(name: string, { body, finally: last }: Plan, head = "Int", value = "0"): string {
  const lines = body.map((statement) => statementText(statement, "  "));
  const closing = last === undefined ? "" : `\n  finally { ${statementText(last, "")} }`;
  return `plan ${name}(${params}) -> ${head} {\n${lines.join("\n")}\n  return ${value}${closing}\n}`;
}

/** A plan that says whether it grants. */
function calledText(name: string, plan: Plan, achieves = ""): string {
  return planText(name, plan, `Approval${achieves}`, plan.gives ?? approval(false));
}

function goalText([first, second]: readonly [Plan, Plan]): string {
  const success = first.hasToGrant === true ? ' success "it is granted" when result.granted ' : "";
  const plans = [
    calledText("first", first, " achieves wanted"),
    calledText("second", second, " achieves wanted"),
  ];
  return `goal wanted(${params}) -> Approval {${success}}\n${plans.join("\n")}`;
}

function approval(granted: boolean): string {
  return `{ granted: ${granted} }`;
}

function statementText(statement: Statement, indent: string): string {
  switch (statement.is) {
    case "call":
      return `${indent}step ${statement.id} = ${callText(statement)}`;
    case "inner":
      return `${indent}step ${statement.id} = q(b0, b1, k, xs)${statedText(statement)}`;
    case "wish":
      return `${indent}step ${statement.id} = wanted(b0, b1, k, xs)${statedText(statement)}`;
    case "quorum": {
      const asks = statement.asks.map(({ what, arg }) => `${what}(${arg})`).join(", ");
      const handler = statement.otherwise === undefined ? "" : ` else ${statement.otherwise}(1)`;
      return `${indent}step ${statement.id} = quorum 2 of { ${asks} }${statedText(statement)}${handler}`;
    }
    case "when": {
      const condition = `${statement.negated ? "not " : ""}${atomText(statement.atom)}`;
      const yes = blockText(statement.yes, indent);
      const no = statement.no === undefined ? "" : ` else ${blockText(statement.no, indent)}`;
      return `${indent}when ${condition} ${yes}${no}`;
    }
    case "loop": {
      const options = optionText(afterText(statement.after));
      const head = `for x in xs up to 2 at once ${statement.atOnce}`;
      return `${indent}step ${statement.id} = ${head} ${blockText(statement.body, indent)}${options}`;
    }
    case "race": {
      const [a, b] = statement.branches.map(
        (branch) => `${branch.id} = ${branch.is === "call" ? callText(branch) : branchText(branch, indent)}`,
      );
      return `${indent}step ${statement.id} = first of { ${a}, ${b} }${optionText(afterText(statement.after))}`;
    }
    case "block":
      return branchText(statement, indent);
    case "end":
      return `${indent}${endText(statement)}`;
  }
}

function branchText({ body }: Block, indent: string): string {
  const lines = body.map((statement) => statementText(statement, `${indent}  `));
  return `{\n${lines.join("\n")}\n${indent}  yield 1\n${indent}}`;
}

function statedText(statement: { readonly after: readonly string[]; readonly optional: boolean }): string {
  return optionText([...afterText(statement.after), ...(statement.optional ? ["optional"] : [])]);
}

function endText({ fail, grants }: End): string {
  if (fail) return 'fail "no"';
  return `return ${grants === undefined ? "1" : approval(grants)}`;
}

function callText(call: Call): string {
  const options = [
    ...(call.tries > 1 ? [`retry ${call.tries - 1} every 1s`] : []),
    ...afterText(call.after),
    ...(call.optional ? ["optional"] : []),
  ];
  const handler = call.otherwise === undefined ? "" : ` else ${call.otherwise}(${call.arg})`;
  return `${call.what}(${call.arg})${optionText(options)}${handler}`;
}

function afterText(after: readonly string[]): readonly string[] {
  return after.length === 0 ? [] : [`after ${after.join(", ")}`];
}

function optionText(options: readonly string[]): string {
  return options.length === 0 ? "" : ` { ${options.join("  ")} }`;
}

function blockText(statements: readonly Statement[], indent: string): string {
  const lines = statements.map((statement) => statementText(statement, `${indent}  `));
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function atomText(atom: Atom): string {
  if ("input" in atom) return atom.input;
  if ("over" in atom) return "k > 1";
  return "granted" in atom ? `${atom.granted}.granted` : "x";
}
