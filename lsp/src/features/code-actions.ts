import { missingImports } from "@orchlang/editing";
import type { Fix, Diagnostic as OrchDiagnostic, TextEdit } from "@orchlang/language";
import { type Import, pathText } from "@orchlang/language/ast";
import { type CodeAction, CodeActionKind } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { toDiagnostic, toWorkspaceEdit } from "../to-protocol.ts";
import type { Asked, Workspace } from "../workspace.ts";
import { importOf } from "./completion.ts";
import { rewriteActions } from "./rewrites.ts";

/** Quick fixes, one by one or all safe ones at once. */
export const codeActions: Feature = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceFixAll,
        CodeActionKind.SourceOrganizeImports,
      ],
    },
  },
  listen(site) {
    const { connection, workspace } = site;
    connection.onCodeAction(({ textDocument: { uri }, range, context }) => {
      const asked = workspace.ask(uri);
      if (asked === undefined) return null;
      const { document, session } = asked;
      const wants = (kind: string) =>
        context.only === undefined || context.only.some((only) => kind.startsWith(only));
      const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const diagnostics = session.diagnostics(document.path);
      const here = diagnostics.filter((one) => one.span.start <= span.end && span.start <= one.span.end);
      const actions = wants(CodeActionKind.QuickFix)
        ? here.flatMap((one) => [
            ...one.fixes.flatMap((fix, index) => fixAction(one, fix, index === 0, asked, workspace) ?? []),
            ...importActions(one, asked, workspace),
          ])
        : [];
      const all = wants(CodeActionKind.SourceFixAll) ? allAction(diagnostics, workspace) : undefined;
      const imports = wants(CodeActionKind.SourceOrganizeImports) ? importsAction(asked, workspace) : [];
      const isWanted = context.only === undefined || context.only.some((only) => /^refactor|^$/u.test(only));
      const rewrites = isWanted ? rewriteActions(asked, span, site) : [];
      const others = rewrites.filter(({ kind = "" }) => wants(kind));
      return [...actions, ...others, ...imports, ...(all === undefined ? [] : [all])];
    });
  },
};

function importsAction(asked: Asked, workspace: Workspace): readonly CodeAction[] {
  const edits = organisedImports(asked);
  const edit = edits.length === 0 ? undefined : toWorkspaceEdit(edits, workspace);
  return edit === undefined
    ? []
    : [{ title: "Organise the imports", kind: CodeActionKind.SourceOrganizeImports, edit }];
}

function fixAction(
  diagnostic: OrchDiagnostic,
  fix: Fix,
  isFirst: boolean,
  { document }: Asked,
  workspace: Workspace,
): CodeAction | undefined {
  const edit = toWorkspaceEdit(fix.edits, workspace);
  if (edit === undefined) return undefined;
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(diagnostic, document, workspace)],
    isPreferred: fix.safe && isFirst,
    edit,
  };
}

/** For a name that is nowhere: its import, from each module that has it. */
function importActions(
  diagnostic: OrchDiagnostic,
  { document, project }: Asked,
  workspace: Workspace,
): readonly CodeAction[] {
  const written = document.text.slice(diagnostic.span.start, diagnostic.span.end);
  const missing = missingImports(project, diagnostic, written);
  return missing.map(({ name, module }) => ({
    title: `Import \`${name}\` from \`${module}\``,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(diagnostic, document, workspace)],
    isPreferred: missing.length === 1 && diagnostic.fixes.length === 0,
    edit: { changes: { [document.uri]: [importOf(name, module, { document, project })] } },
  }));
}

/** The safe fixes that do not touch one another. */
function allAction(diagnostics: readonly OrchDiagnostic[], workspace: Workspace): CodeAction | undefined {
  const taken: { file: string; start: number; end: number }[] = [];
  const edits = diagnostics.flatMap(({ fixes }) => {
    const fix = fixes.find(({ safe }) => safe);
    if (fix === undefined) return [];
    const clashes = fix.edits.some(({ file, span }) =>
      taken.some((other) => other.file === file && other.start <= span.end && span.start <= other.end),
    );
    if (clashes) return [];
    taken.push(...fix.edits.map(({ file, span }) => ({ file, ...span })));
    return fix.edits;
  });
  const edit = edits.length === 0 ? undefined : toWorkspaceEdit(edits, workspace);
  return edit && { title: "Mend all that can be mended safely", kind: CodeActionKind.SourceFixAll, edit };
}

/** The imports of a file by module, their names by name; nothing where they are so, or where a remark stands between. */
function organisedImports({ document, project }: Asked): readonly TextEdit[] {
  const imports = project.parts(document.path)[0]?.imports ?? [];
  const [first, last] = [imports[0], imports.at(-1)];
  if (first === undefined || last === undefined || imports.some(({ broken }) => broken)) return [];
  const span = { start: first.span.start, end: last.span.end };
  const before = document.text.slice(span.start, span.end);
  if (/\/[/*]/u.test(before)) return [];
  const sorted = imports.toSorted((a, b) => compare(pathText(a.path), pathText(b.path)));
  const newText = sorted.map(textOf).join("\n");
  // Where only the layout differs, that is for who lays out.
  const isSame = newText.replaceAll(/[\s,]+/gu, " ") === before.replaceAll(/[\s,]+/gu, " ");
  return isSame ? [] : [{ file: document.path, span, newText }];
}

function textOf({ path, names }: Import): string {
  const texts = names
    .toSorted((a, b) => compare(a.name.text, b.name.text))
    .map(({ name, alias }) => (alias === undefined ? name.text : `${name.text} as ${alias.text}`));
  return `import ${pathText(path)} { ${texts.join(", ")} }`;
}

/** By their units, as all machines agree on. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
