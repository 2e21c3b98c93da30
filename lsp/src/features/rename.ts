import { mentionsIn, nameOfSymbol, type Referent, refusalOfName, renamed } from "@orchlang/editing";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Feature } from "../feature.ts";
import { isInstalled } from "../files.ts";
import { toWorkspaceEdit } from "../to-protocol.ts";
import { foundAt } from "./definition.ts";

/** Another name for something, everywhere that it is written. */
export const rename: Feature = {
  capabilities: { renameProvider: { prepareProvider: true } },
  listen({ connection, workspace }) {
    connection.onPrepareRename((params) => {
      const at = foundAt(params, workspace);
      const document = workspace.document(params.textDocument.uri);
      if (at === undefined || document === undefined) return null;
      const refusal = refusalOf(at.found.symbol, at.project.paths);
      if (refusal !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, refusal);
      const { span } = at.found.place;
      return { range: document.range(span), placeholder: document.text.slice(span.start, span.end) };
    });
    connection.onRenameRequest((params) => {
      const { newName } = params;
      const at = foundAt(params, workspace);
      if (at === undefined) return null;
      const refusal = refusalOf(at.found.symbol, at.project.paths) ?? refusalOfName(newName);
      if (refusal !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, refusal);
      const edits = renamed(at.project, at.found, newName);
      const mistake = workspace.mistakeWith(at.found.place.path, edits);
      workspace.rest();
      if (mistake !== undefined)
        throw new ResponseError(ErrorCodes.InvalidRequest, `It would leave a mistake: ${mistake.message}`);
      return toWorkspaceEdit(edits, workspace) ?? null;
    });
  },
};

function refusalOf(symbol: Referent, own: readonly string[]): string | undefined {
  if (symbol.what === "function") return `\`${symbol.name}\` is part of the language.`;
  if (symbol.what === "module") return "A module is called as its file is: rename the file.";
  const { declared } = symbol;
  if (declared === undefined) return `\`${nameOfSymbol(symbol)}\` is not declared in this project.`;
  if (symbol.what === "field" && symbol.owner === undefined)
    return `\`${symbol.name}\` is a field of a record without a name: other places that mean it are not known. Declare the record as a \`type\`.`;
  const path = declared.file.split("\u0000", 1)[0] ?? "";
  return own.includes(path) && !isInstalled(path)
    ? undefined
    : `\`${nameOfSymbol(symbol)}\` is declared in another package.`;
}

/** The name of a step or of another value of one declaration, changed everywhere while it is typed. */
export const linkedEditing: Feature = {
  capabilities: { linkedEditingRangeProvider: true },
  listen({ connection, workspace }) {
    connection.languages.onLinkedEditingRange((params) => {
      const at = foundAt(params, workspace);
      const document = workspace.document(params.textDocument.uri);
      if (at === undefined || document === undefined) return null;
      const { symbol } = at.found;
      // A parameter is named at its calls too, maybe in other files.
      if (symbol.what !== "local" || symbol.kind === "parameter") return null;
      const mentions = mentionsIn(at.project, document.path, symbol);
      // Where a name is a field's too, the field keeps its name.
      if (mentions.some(({ occurrence }) => occurrence.shorthand === true)) return null;
      return { ranges: mentions.map(({ place }) => document.range(place.span)) };
    });
  },
};
