import type { ParseResult } from "@orchlang/language";
import { nodesAt } from "@orchlang/language/ast";
import { changed, type Edited, faultIn, faultOf, read } from "./change.ts";
import {
  addDeclaration,
  describe,
  type NewDeclaration,
  removeDeclaration,
  setSignature,
} from "./declarations.ts";
import { importName } from "./imports.ts";
import { anchorOf, statementAt } from "./places.ts";
import {
  addStatement,
  type BlockPlace,
  moveStatement,
  removeStatement,
  rewriteStatement,
  setClause,
} from "./statements.ts";

export type { Edited } from "./change.ts";

/** One thing that a form or the canvas does. Places are offsets in the text that it is done to, as its outline has them. */
export type Action =
  | { readonly do: "declare"; readonly made: NewDeclaration }
  | { readonly do: "remove declaration"; readonly at: number }
  | { readonly do: "describe"; readonly at: number; readonly doc: string }
  | { readonly do: "sign"; readonly at: number; readonly parameters: string; readonly result: string }
  /** A clause or an option, with its word: `timeout 5m`. No place: it is added; no text: it is removed. */
  | { readonly do: "clause"; readonly of: number; readonly at?: number; readonly text?: string }
  /** `imports`: a name that the statement needs of another module. */
  | {
      readonly do: "add";
      readonly to: BlockPlace;
      readonly text: string;
      readonly imports?: { readonly module: string; readonly name: string };
    }
  | { readonly do: "move"; readonly at: number; readonly to: BlockPlace }
  | { readonly do: "remove"; readonly at: number }
  /** A whole statement as text. */
  | { readonly do: "rewrite"; readonly at: number; readonly text: string }
  /** A part of something: a condition, a time, the value of an argument. */
  | { readonly do: "replace"; readonly start: number; readonly end: number; readonly text: string }
  /** One more argument of a step's call, by its name. */
  | { readonly do: "argue"; readonly at: number; readonly name: string; readonly text: string };

/**
 * The text after an action, in the canonical layout: it can be read, and has every comment that it had before (a
 * description that is removed with its declaration stays as a comment). Otherwise the text stays, and a sentence says
 * why.
 */
export function edited(text: string, action: Action): Edited {
  const parsed = read(text);
  const fault = faultOf(parsed);
  return fault === undefined ? done(parsed, action) : { refused: fault };
}

function done(parsed: ParseResult, action: Action): Edited {
  switch (action.do) {
    case "declare": {
      const { doc: _, ...fields } = action.made;
      return fieldsFault(Object.values(fields)) ?? addDeclaration(parsed, action.made);
    }
    case "remove declaration":
      return removeDeclaration(parsed, action.at);
    case "describe":
      return describe(parsed, action.at, action.doc);
    case "sign":
      return setSignature(parsed, action.at, action);
    case "clause":
      return fieldsFault([action.text ?? ""]) ?? setClause(parsed, action.of, action.at, action.text);
    case "add":
      return added(parsed, action);
    case "move":
      return moveStatement(parsed, action.at, action.to);
    case "remove":
      return removeStatement(parsed, action.at);
    case "rewrite":
      return rewriteStatement(parsed, action.at, action.text);
    case "replace":
      return fieldsFault([action.text]) ?? replace(parsed, action);
    case "argue":
      return fieldsFault([action.name, action.text]) ?? argue(parsed, action);
  }
}

function fieldsFault(texts: readonly string[]): Edited | undefined {
  const fault = texts.map(faultIn).find((one) => one !== undefined);
  return fault === undefined ? undefined : { refused: fault };
}

function added(parsed: ParseResult, { to, text, imports }: Extract<Action, { do: "add" }>): Edited {
  const placed = addStatement(parsed, to, text);
  return imports === undefined || "refused" in placed ? placed : importName(read(placed.text), imports);
}

function replace(parsed: ParseResult, { start, end, text }: Extract<Action, { do: "replace" }>): Edited {
  const way = nodesAt(parsed.file, start);
  // `film` alone stands for `film: film`.
  const short = way.find(
    (node) => node.kind === "argument" && node.form === "shorthand" && node.span.start === start,
  );
  const name = short?.kind === "argument" ? `${short.name?.text ?? ""}: ` : "";
  return changed(parsed, [
    { span: { start, end }, newText: `${name}${text}`, anchor: anchorOf(parsed, start) },
  ]);
}

function argue(parsed: ParseResult, { at, name, text }: Extract<Action, { do: "argue" }>): Edited {
  const step = statementAt(parsed, at);
  if (step?.kind !== "step" || step.body.kind !== "attempt")
    return { refused: "Only the call of a step takes arguments." };
  const { call } = step.body;
  const last = call.arguments.at(-1);
  const end = last?.span.end ?? call.span.end - 1;
  return changed(parsed, [
    { span: { start: end, end }, newText: `${last === undefined ? "" : ", "}${name}: ${text}` },
  ]);
}
