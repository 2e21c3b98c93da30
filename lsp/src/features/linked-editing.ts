import { mentionsIn } from "@orchlang/editing";
import type { Feature } from "../feature.ts";
import { foundAt } from "./definition.ts";

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
