import { createSourceFile, parse } from "@orchlang/language";
import { type Declaration, type PlanDeclaration, visit } from "@orchlang/language/ast";

/** A plan that somebody else has written, such as a model: its name, or why it is no such plan. */
type Proposal = { readonly name: string } | { readonly faults: readonly string[] };

/**
 * A proposal is one plan, with private plans and scenarios of its own. It may decide nothing that is for a person: no
 * declaration beside it, and no label that is removed.
 */
export function proposalIn(text: string): Proposal {
  const { file, diagnostics } = parse(createSourceFile("proposal.orch", `module proposal\n\n${text}`));
  const { declarations } = file;
  const plans = declarations.filter((one) => one.kind === "planDeclaration");
  const [plan, ...others] = plans.filter((one) => !one.private);
  if (plan === undefined) return { faults: ["It declares no plan."] };
  // Text that can't be read by itself could belong to the declaration above it.
  if (diagnostics.length > 0)
    return { faults: diagnostics.map(({ code, message }) => `${code}: ${message}`) };
  const beside = [...others, ...declarations.filter((one) => !belongs(one))];
  const faults = [
    ...beside.map((one) => `It declares more than its plan: ${nameOf(one)}.`),
    ...new Set(plans.flatMap(decisionsIn)),
  ];
  return faults.length === 0 ? { name: plan.name.text } : { faults };
}

function belongs({ kind }: Declaration): boolean {
  return kind === "planDeclaration" || kind === "scenarioDeclaration";
}

function nameOf(declaration: Declaration): string {
  const name = "name" in declaration ? declaration.name : undefined;
  return name !== undefined && "text" in name ? `\`${name.text}\`` : "something without a name";
}

/** The functions that make a value trusted, or public. */
const releasing: ReadonlySet<string> = new Set(["endorse", "declassify"]);

function decisionsIn(plan: PlanDeclaration): readonly string[] {
  const decisions: string[] = [];
  visit(plan, {
    call({ callee }) {
      const name =
        callee.kind === "reference" ? callee.text : callee.kind === "member" ? callee.member.text : "";
      if (releasing.has(name)) decisions.push(`It uses \`${name}\`, which is for a person to decide.`);
      return undefined;
    },
    becauseOption({ irreversible }) {
      if (irreversible) decisions.push("It says `irreversible because`, which is for a person to decide.");
      return undefined;
    },
  });
  return decisions;
}
