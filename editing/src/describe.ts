import { functionsNamed } from "@orchlang/checker/expression";
import { type Definition, kindInWords, takenOver } from "@orchlang/checker/resolve";
import { showType } from "@orchlang/checker/types";
import type { OpenProject } from "@orchlang/compiler";
import { bracedClauses, type Declaration, defaultsName } from "@orchlang/language/ast";
import type { Referent } from "./referent.ts";

/** The description of a symbol: code in the language, then words. */
export interface Description {
  readonly code: string;
  /** Markdown; empty where there is nothing to add. */
  readonly words: string;
}

export function describe(symbol: Referent, project: OpenProject): Description {
  switch (symbol.what) {
    case "definition": {
      const { definition } = symbol;
      const { declaration } = definition;
      const from = `From \`${definition.module}\`.`;
      return {
        code: headOf(declaration, project.text(definition.file) ?? ""),
        words: [declaration.doc, defaultsWords(definition, project), from]
          .filter((part) => part !== undefined && part !== "")
          .join("\n\n"),
      };
    }
    case "local":
      return {
        code: `${symbol.name}: ${typeText(symbol.type)}`,
        words: `${localWords[symbol.kind]}${symbol.follows === true ? " Its label follows the call." : ""}`,
      };
    case "field": {
      const owner = symbol.owner === undefined ? "" : `${shortOf(symbol.owner)}.`;
      const words = symbol.owner === undefined ? "" : `A field of \`${symbol.owner}\`.`;
      return { code: `${owner}${symbol.name}: ${typeText(symbol.type)}`, words };
    }
    case "member":
      return {
        code: symbol.type.members.join(" | "),
        words: `\`${symbol.name}\`, one of \`${shortOf(symbol.type.name)}\`.`,
      };
    case "function": {
      const signatures = functionsNamed(symbol.name).map(({ signature }) => signature);
      const [code = `list.${symbol.name}(x => …)`] = fittingFirst(symbol, signatures);
      const [form = code, ...words] = code.split(" · ");
      return { code: form, words: [...words, "From `std.core`."].join("\n\n") };
    }
    case "module": {
      const module = project.context.resolved.project.modules.get(symbol.name);
      return { code: `module ${symbol.name}`, words: module?.tree.module?.doc ?? "" };
    }
  }
}

/** The clauses that a capability has from its module's defaults; empty for any other definition. */
function defaultsWords(definition: Definition, project: OpenProject): string {
  const clauses = defaultClauses(definition, project);
  if (definition.kind !== "capability" || clauses.length === 0) return "";
  const from = defaultsName(definition.declaration.capabilityKind);
  return `With \`${from}\`: ${clauses.map((clause) => `\`${clause}\``).join(", ")}.`;
}

/** The clauses that a capability takes over, as they are written, in a line each. */
export function defaultClauses(definition: Definition, project: OpenProject): readonly string[] {
  if (definition.kind !== "capability" || definition.declaration.inherited.length === 0) return [];
  const { declaration, module } = definition;
  const own = project.context.resolved.names.get(module)?.own;
  const defaults = own?.get(defaultsName(declaration.capabilityKind));
  if (defaults?.kind !== "defaults") return [];
  const text = project.text(defaults.file) ?? "";
  // Inherited clauses stand among its clauses too, and are not its own.
  const clauses = declaration.clauses.filter((clause) => !declaration.inherited.includes(clause));
  return takenOver({ ...declaration, clauses }, defaults.declaration).map(({ span }) =>
    text.slice(span.start, span.end).replace(/\s+/gu, " "),
  );
}

const localWords = {
  parameter: "A parameter.",
  step: "A step's result.",
  let: "A value.",
  variable: "Each in turn.",
  hold: "The held member.",
  branch: "A branch.",
  binding: "The matched value.",
} as const;

function typeText(type: Parameters<typeof showType>[0] | undefined): string {
  return type === undefined ? "?" : showType(type);
}

function shortOf(qualified: string): string {
  return qualified.split(".").slice(-1).join("");
}

function fittingFirst(
  symbol: Extract<Referent, { what: "function" }>,
  signatures: readonly string[],
): readonly string[] {
  const { of } = symbol;
  const fitting = of && functionsNamed(symbol.name).find((one) => one.takes(of))?.signature;
  return fitting === undefined ? signatures : [fitting];
}

/** Lines of a declaration that are shown whole. */
const linesMax = 14;

/** A declaration as it is written: whole where it is short, else what stands before its braces. */
export function headOf(declaration: Declaration, text: string): string {
  const { start, end } = declaration.span;
  const whole = text.slice(start, end);
  if (declaration.kind !== "planDeclaration" && whole.split("\n").length <= linesMax) return whole;
  const stop =
    declaration.kind === "planDeclaration" ? declaration.body.span.start : bracesOf(declaration, text);
  return text.slice(start, stop).trimEnd();
}

function bracesOf(declaration: Declaration, text: string): number {
  const clauses =
    declaration.kind === "capability"
      ? bracedClauses(declaration)
      : "clauses" in declaration
        ? declaration.clauses
        : "rules" in declaration
          ? declaration.rules
          : [];
  const first = clauses[0]?.span.start ?? declaration.span.end;
  const brace = text.lastIndexOf("{", first);
  return brace > declaration.span.start ? brace : first;
}

/** "a tool", "a plan": for lists. */
export function kindWords(symbol: Referent): string {
  if (symbol.what !== "definition") return symbol.what === "local" ? symbol.kind : symbol.what;
  const { definition } = symbol;
  return definition.kind === "capability"
    ? definition.declaration.capabilityKind
    : kindInWords[definition.kind].replace(/^an? /u, "");
}
