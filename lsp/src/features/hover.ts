import { describe, keywordAt, stepAt, symbolAt } from "@orchlang/compiler/ask";
import type { Span } from "@orchlang/language/ast";
import { MarkupKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { reference } from "../to-protocol.ts";
import type { Asked } from "../workspace.ts";
import { stepWords } from "./step-words.ts";

/** The declaration behind a name, with everything known of a step; for a word of the language, its explanation. */
export const hover: Feature = {
  capabilities: { hoverProvider: true },
  listen({ connection, workspace }) {
    connection.onHover(({ textDocument: { uri }, position }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document } = asked;
      const told = toldAt(document.offsetAt(position), asked);
      if (told === undefined) return null;
      const value = told.parts.filter((part) => part !== "").join("\n\n");
      return { contents: { kind: MarkupKind.Markdown, value }, range: document.range(told.span) };
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
  const step = stepAt(project, path, offset, found);
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
