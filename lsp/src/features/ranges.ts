import { type Node, nodesAt, visit } from "@orchlang/language/ast";
import { type FoldingRange, FoldingRangeKind, type SelectionRange } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";

/** Folding ranges and selection ranges. */
export const ranges: Feature = {
  capabilities: { foldingRangeProvider: true, selectionRangeProvider: true },
  listen({ connection, workspace }) {
    connection.onFoldingRanges(({ textDocument: { uri } }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      const foldingRanges: FoldingRange[] = [];
      const known = new Set<string>();
      const fold = (start: number, end: number, kind?: FoldingRangeKind): void => {
        const startLine = document.positionAt(start).line;
        const endLine = document.positionAt(end).line - (kind === undefined ? 1 : 0);
        // A range that fills another from its first to its last line folds with it.
        const lines = `${startLine} ${endLine}`;
        if (endLine <= startLine || known.has(lines)) return;
        known.add(lines);
        foldingRanges.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
      };
      for (const part of project.parts(document.path)) {
        const [first] = part.imports;
        const last = part.imports.at(-1);
        if (first !== undefined && last !== undefined)
          fold(first.span.start, last.span.end, FoldingRangeKind.Imports);
        for (const declaration of part.declarations) {
          visit(declaration, {
            any: (node) => {
              if (foldable.has(node.kind)) fold(node.span.start + part.base, node.span.end + part.base);
              return undefined;
            },
          });
        }
      }
      return foldingRanges;
    });
    connection.onSelectionRanges(({ textDocument: { uri }, positions }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, project } = asked;
      return positions.map((position): SelectionRange => {
        const offset = document.offsetAt(position);
        const part = project.partAt(document.path, offset);
        const around = part?.declarations.find(
          ({ span }) => span.start + part.base <= offset && offset <= span.end + part.base,
        );
        const way: readonly Node[] =
          part === undefined || around === undefined ? [] : nodesAt(around, offset - part.base);
        let selection: SelectionRange = { range: document.range({ start: 0, end: document.text.length }) };
        for (const { span } of way) {
          const range = document.range({
            start: span.start + (part?.base ?? 0),
            end: span.end + (part?.base ?? 0),
          });
          selection = { range, parent: selection };
        }
        return selection;
      });
    });
  },
};

const foldable: ReadonlySet<string> = new Set([
  "capability",
  "defaultsDeclaration",
  "typeDeclaration",
  "resourceDeclaration",
  "eventDeclaration",
  "fusionDeclaration",
  "goalDeclaration",
  "planDeclaration",
  "policyDeclaration",
  "guardrailDeclaration",
  "triggerDeclaration",
  "scenarioDeclaration",
  "block",
  "step",
  "options",
  "record",
  "list",
]);
