import { lookAt, type OpenPart, type Shown, shownLabels, shownTypes } from "@orchlang/compiler/ask";
import { type InlayHint, InlayHintKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import type { Asked } from "../workspace.ts";
import { stepHints } from "./step-hints.ts";

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
      ...shownLabels(look).map((one): InlayHint => ({ ...at(one), paddingLeft: true })),
    ];
    if (declaration.kind !== "planDeclaration" || declaration.broken) return hints;
    const name = `${part.module}.${declaration.name.text}`;
    const sketch = session.sketch(name);
    return sketch === undefined ? hints : [...hints, ...stepHints(sketch, name, document)];
  });
}
