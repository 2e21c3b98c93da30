import { lookAt, type OpenPart, type Shown, shownDefaults, shownLabels, shownTypes } from "@orchlang/editing";
import type { PlanFile, Routine } from "@orchlang/plan";
import type { Node, NodeId } from "@orchlang/plan/nodes";
import { formatMoney } from "@orchlang/plan/quantities";
import { type InlayHint, InlayHintKind } from "vscode-languageserver/node";
import type { TextDocument } from "../document.ts";
import type { Feature } from "../feature.ts";
import type { Asked } from "../workspace.ts";

/** Information that the text does not contain: inferred types, labels, what a step waits for and costs. */
export const inlayHints: Feature = {
  capabilities: { inlayHintProvider: true },
  listen({ connection, workspace }) {
    connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const from = document.offsetAt(range.start);
      const to = document.offsetAt(range.end);
      return project
        .parts(document.path)
        .filter(({ base, text }) => base <= to && base + text.length >= from)
        .flatMap((part) => hintsIn(part, asked))
        .filter(({ position: { line } }) => range.start.line <= line && line <= range.end.line);
    });
  },
};

function hintsIn(part: OpenPart, { document, project, session }: Asked): readonly InlayHint[] {
  return part.declarations.flatMap((declaration) => {
    const look = lookAt(project, part, declaration);
    const at = ({ at: inside, text }: Shown) => ({
      position: document.positionAt(inside + part.base),
      label: text,
    });
    const hints: InlayHint[] = [
      ...shownTypes(look).map((one): InlayHint => ({ ...at(one), kind: InlayHintKind.Type })),
      ...shownDefaults(look).map((one): InlayHint => ({ ...at(one), paddingLeft: true })),
      ...shownLabels(look).map((one): InlayHint => ({ ...at(one), paddingLeft: true })),
    ];
    if (declaration.kind !== "planDeclaration" || declaration.broken) return hints;
    const name = `${part.module}.${declaration.name.text}`;
    const sketch = session.sketch(name);
    return sketch === undefined ? hints : [...hints, ...stepHints(sketch, name, document)];
  });
}

/** More names than these are counted. */
const namesMax = 3;

/** Behind each step of a plan what it waits for, and what it costs at worst. */
function stepHints(file: PlanFile, plan: string, document: TextDocument): readonly InlayHint[] {
  const routine = file.plan.routines[plan];
  if (routine === undefined) return [];
  return routine.nodes.flatMap((node) => {
    const mark = isStep(node) ? file.about.map[`${plan}/${node.id}`] : undefined;
    const says =
      mark === undefined ? [] : [waits(routine, node), costs(routine, node)].filter((one) => one !== "");
    if (mark === undefined || says.length === 0) return [];
    const line = document.text.indexOf("\n", mark.start);
    const end = Math.min(mark.end, line === -1 ? document.text.length : line);
    const behind = document.text.slice(mark.start, end).trimEnd().length;
    const position = document.positionAt(mark.start + behind);
    return [{ position, label: says.join(" · "), paddingLeft: true }];
  });
}

/** Nodes that have a name; other nodes are values and choices between steps. */
function isStep({ id, kind }: Node): boolean {
  return !id.includes("@") && ["call", "loop", "race", "quorum", "wait"].includes(kind);
}

function waits({ nodes }: Routine, node: Node): string {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  const names = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const follow = ({ needs }: Node): void => {
    for (const need of needs) {
      const other = byId.get(need.node);
      if (other === undefined || seen.has(other.id)) continue;
      seen.add(other.id);
      if (isStep(other)) names.add(other.id);
      else follow(other);
    }
  };
  follow(node);
  if (names.size === 0) return "";
  const shown = [...names].slice(0, namesMax);
  const more = names.size > namesMax ? ` and ${names.size - namesMax} more` : "";
  return `waits for ${shown.join(", ")}${more}`;
}

function costs({ nodeBounds }: Routine, { id }: Node): string {
  const worst = nodeBounds[id]?.cost.worst;
  if (worst === undefined) return "";
  if (!("value" in worst)) return "cost without bound";
  return Number(worst.value.amount) === 0 ? "" : `≤ ${formatMoney(worst.value)}`;
}
