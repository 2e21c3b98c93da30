import { describe, keywordAt, type StepHere, signatureAt, stepAt, symbolAt } from "@orchlang/editing";
import type { Span } from "@orchlang/language/ast";
import type { PlanFile } from "@orchlang/plan";
import { explainNode, type NodeExplanation } from "@orchlang/presentation";
import { MarkupKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { reference } from "../to-protocol.ts";
import type { Asked } from "../workspace.ts";

/** The declaration behind a name, with everything known of a step; for a word of the language, its explanation. */
export const hover: Feature = {
  capabilities: { hoverProvider: true },
  listen({ connection, workspace }) {
    connection.onHover(({ textDocument: { uri }, position }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document } = asked;
      const result = toldAt(document.offsetAt(position), asked);
      if (result === undefined) return null;
      const value = result.parts.filter((part) => part !== "").join("\n\n");
      return { contents: { kind: MarkupKind.Markdown, value }, range: document.range(result.span) };
    });
  },
};

/** In Markdown, part by part. */
interface Told {
  readonly parts: readonly string[];
  readonly span: Span;
}

function toldAt(offset: number, { document: { path }, project, session }: Asked): Told | undefined {
  const found = symbolAt(project, path, offset);
  const step = stepAt(project, { path, offset, found });
  const more = step === undefined ? "" : stepWords(step, session.sketch(step.plan));
  if (found !== undefined) {
    const { code, words } = describe(found.symbol, project);
    return { parts: [`\`\`\`orch\n${code}\n\`\`\``, words, more], span: found.place.span };
  }
  const keyword = keywordAt(project, path, offset);
  if (keyword === undefined) return undefined;
  const { word, says, page, place } = keyword;
  return { parts: [`\`${word}\`: ${says} [More](${reference}/${page})`, more], span: place.span };
}

/** Facts of a step that its text does not contain: worst case, labels, what it waits for. Markdown. */
function stepWords({ name, plan, place, labels }: StepHere, file: PlanFile | undefined): string {
  const routine = file?.plan.routines[plan];
  const node = routine?.nodes.find(({ id, kind }) => {
    const mark = file?.about.map[`${plan}/${id}`];
    const { start, end } = place.span;
    return id === name && kind !== "hold" && mark !== undefined && start <= mark.start && mark.end <= end;
  });
  const carried = labels === "" ? [] : [`- is ${labels}`];
  if (file === undefined || routine === undefined || node === undefined) return carried.join("\n");
  const explained = explainNode(file, routine, node);
  return [...takes(explained), ...carried, ...waits(explained), ...rules(explained)].join("\n");
}

/** `$0`, in any currency. */
const free = /^\D*0\D*$/u;

function takes({ measures, critical }: NodeExplanation): readonly string[] {
  const results = measures.flatMap(({ name, range, unbounded }) => {
    if (unbounded !== undefined) return [`${name} without bound (${unbounded})`];
    const most = range.replace(/^(?:.* \.\. |≤ )/u, "");
    return name === "cost" && free.test(most) ? [] : [`${name} ${most}`];
  });
  if (results.length === 0) return [];
  return [`- at worst: ${results.join(", ")}${critical ? "; on the critical path" : ""}`];
}

function waits({ waits: all }: NodeExplanation): readonly string[] {
  if (all.length === 0) return ["- waits for nothing"];
  return all.map(({ node, why }) => `- waits for \`${node}\`: ${why}`);
}

function rules({ rules: all }: NodeExplanation): readonly string[] {
  return all.map(({ verdict, source, here }) => `- ${verdict}${here ? " as it begins" : ""}: ${source}`);
}

/** The call that is being written, and which of its parameters. */
export const signatureHelp: Feature = {
  capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ",", ":"] } },
  listen({ connection, workspace }) {
    connection.onSignatureHelp(({ textDocument: { uri }, position }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const found = signatureAt(project, document.path, document.offsetAt(position));
      if (found === undefined) return null;
      const { name, parameters, result, doc, active } = found;
      const label = `${name}(${parameters.map(({ text }) => text).join(", ")})${result === "" ? "" : ` -> ${result}`}`;
      const signature = {
        label,
        documentation: { kind: MarkupKind.Markdown, value: doc },
        parameters: parameters.map(({ text }) => ({ label: text })),
      };
      return { signatures: [signature], activeSignature: 0, activeParameter: Math.max(0, active) };
    });
  },
};
