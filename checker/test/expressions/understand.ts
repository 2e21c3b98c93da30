import { createSourceFile, type Diagnostic, parse } from "@orchlang/language";
import type { Declaration, Expression, TypeNode } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import { checkExpression } from "../../src/3-check/expression/check.ts";
import { emptyEnvironment, extend } from "../../src/3-check/expression/checking.ts";
import type { Binding, Environment, ExpressionContext, Typed } from "../../src/3-check/expression/typed.ts";
import { wholeLabel } from "../../src/3-check/labels/inside.ts";
import { internalLabel, labelOf, labelWords, showLabel, traced } from "../../src/3-check/labels/label.ts";
import type { Type } from "../../src/3-check/type.ts";
import { declaredTypes } from "../../src/3-check/types/declared.ts";
import { instantType } from "../../src/3-check/types/kinds.ts";
import { resolveType, type WrittenType } from "../../src/3-check/types/resolve.ts";
import { showType } from "../../src/3-check/types/show.ts";
import { buildUnits } from "../../src/3-check/units/table.ts";
import type { Units } from "../../src/3-check/units/units.ts";

/** Units enough for every test; the standard library declares more. */
const unitsText = `
unit ms: Duration
unit s: Duration = 1000 ms
unit m: Duration = 60 s
unit h: Duration = 60 m
unit d: Duration = 24 h
unit w: Duration = 7 d
unit meters: Length
unit km: Length = 1000 meters
unit J: Energy
unit Wh: Energy = 3600 J
unit kWh: Energy = 1000 Wh
unit W: Power
unit kW: Power = 1000 W
unit K: Temperature
unit C: Temperature = 1 K + 273.15 K
unit B: Data
unit MB: Data = 1_000_000 B
unit GiB: Data = 1_073_741_824 B
unit tokens: Tokens
`;

export const units: Units = buildUnits(unitsIn(unitsText), (diagnostic) => {
  throw new Error(diagnostic.message);
});

function unitsIn(text: string) {
  return declarationsOf(text).flatMap((declaration) =>
    declaration.kind === "unitDeclaration" ? [{ file: "units.orch", declaration }] : [],
  );
}

export function declarationsOf(text: string): readonly Declaration[] {
  if (text.trim() === "") return [];
  const result = parse(createSourceFile("test.orch", `module t\n${text}`));
  const [wrong] = result.diagnostics;
  if (wrong !== undefined) throw new Error(`${wrong.message} in:\n${text}`);
  return result.file.declarations;
}

/** The tree of one expression. Spans are offsets into the text of `source`. */
export function expressionOf(text: string): { readonly ast: Expression; readonly source: string } {
  const source = `module t\nplan p() {\n  let it = ${text}\n}\n`;
  const result = parse(createSourceFile("test.orch", source));
  const [wrong] = result.diagnostics;
  if (wrong !== undefined) throw new Error(`${wrong.message} in: ${text}`);
  const [plan] = result.file.declarations;
  const statement = plan?.kind === "planDeclaration" ? plan.body.statements[0] : undefined;
  if (statement?.kind !== "let") throw new Error(`not an expression: ${text}`);
  return { ast: statement.value, source };
}

function typeNodeOf(text: string): TypeNode {
  const [declaration] = declarationsOf(`plan p(it: ${text}) {}`);
  const parameter = declaration?.kind === "planDeclaration" ? declaration.parameters[0] : undefined;
  if (parameter === undefined) throw new Error(`not a type: ${text}`);
  return parameter.type;
}

/** The surroundings of a test's expressions. */
export interface World {
  readonly ctx: ExpressionContext;
  readonly env: Environment;
  readonly diagnostics: Diagnostic[];
  /** The type that a text stands for. */
  type(text: string): WrittenType;
}

/**
 * A world from text: `type` declarations, and `name: Type` lines for the names in scope. `= 5` behind a type makes a
 * name a constant, `!` before it one that may be missing because its step is optional.
 */
export function world(text = ""): World {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const lines = text.split("\n").map((line) => line.trim());
  const types = lines.filter((line) => line.startsWith("type ")).join("\n");
  const named = new Map<string, () => WrittenType>();
  const typeContext = (path: string, declares: boolean) => ({
    file: "test.orch",
    units,
    currency: "USD",
    named: (name: string) => {
      const type = named.get(name);
      return type && { type };
    },
    names: () => named.keys(),
    report,
    path,
    declares,
  });
  const declared = declaredTypes({
    resolve: ({ declaration, name }) => resolveType(declaration.type, typeContext(name, true)),
    names: () => [],
    report,
  });
  for (const declaration of declarationsOf(types)) {
    if (declaration.kind !== "typeDeclaration") continue;
    const name = declaration.name.text;
    named.set(name, () => declared({ name: `t.${name}`, file: "test.orch", declaration }));
  }
  const type = (written: string, path = "it"): WrittenType =>
    resolveType(typeNodeOf(written), typeContext(path, false));
  const ctx: ExpressionContext = { file: "test.orch", units, zone: "UTC", currency: "USD", report };
  const bindings: Record<string, Binding> = {
    now: {
      read: { op: "read", from: "context", name: "now" },
      type: instantType,
      label: internalLabel,
    },
  };
  for (const line of lines) {
    const found = /^(!?)(\w+)\s*:\s*(.+?)(?:\s*=\s*(\S.*))?$/.exec(line);
    if (found === null || line.startsWith("type ")) continue;
    const [, missing, name = "", written = "", constant] = found;
    bindings[name] = bindingOf(name, type(written, name), missing === "!", constant);
  }
  return { ctx, env: extend(emptyEnvironment, bindings), diagnostics, type };
}

function bindingOf(
  name: string,
  { type, labels }: WrittenType,
  missing: boolean,
  constant?: string,
): Binding {
  const label = labelOf(labels, internalLabel);
  const span = { start: 0, end: 0 };
  return {
    read: { op: "read", from: "input", name },
    type,
    label: traced(label, { says: `\`${name}\` is ${labelWords(label)}`, file: "test.orch", span }),
    ...(missing ? { missingBecause: "its step is optional (line 6)" } : {}),
    ...(constant === undefined ? {} : { constant: { value: JSON.parse(constant) as Json } }),
  };
}

/** An expression in a world, with what is wanted of it. */
export function understand(
  text: string,
  around = "",
  wanted?: string,
): Typed & { readonly diagnostics: readonly Diagnostic[] } {
  const { ctx, env, diagnostics, type } = world(around);
  const expected = wanted === undefined ? undefined : { type: type(wanted).type, asks: "`it` takes" };
  const typed = checkExpression(expressionOf(text).ast, expected, env, ctx);
  return { ...typed, diagnostics };
}

/** The findings on one line: `Int in 1..2 = 1`, `Bool @personal`, `ORCH3101 …`. */
export function outcome(text: string, around = "", wanted?: string): string {
  const typed = understand(text, around, wanted);
  if (typed.diagnostics.length > 0)
    return typed.diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n");
  const value = typed.constant === undefined ? "" : ` = ${JSON.stringify(typed.constant.value)}`;
  return `${shown(typed.type)}${value}`;
}

/** A type with the bounds that `showType` leaves out of sentences. */
export function shown(type: Type): string {
  if (type.kind === "enum" && type.only !== undefined) return `${showType(type)}(${type.only.join("|")})`;
  if (type.kind === "quantity" && (type.min !== undefined || type.max !== undefined)) {
    return `${showType(type)} in ${type.min ?? ""}..${type.max ?? ""}`;
  }
  return showType(type);
}

/** The whole label of an expression: `@personal @untrusted`. */
export function labelText(text: string, around = ""): string {
  return showLabel(wholeLabel(understand(text, around)));
}

/** A line of a table: `expression ==> outcome`. */
export interface Case {
  readonly line: number;
  readonly text: string;
  readonly around: string;
  readonly wanted: string | undefined;
  readonly outcome: string;
}

/** The cases of a literate table. Several diagnostics are separated by ` // `. */
export function cases(table: string): readonly Case[] {
  const found: Case[] = [];
  let around = "";
  let wanted: string | undefined;
  let fresh = false;
  for (const [index, raw] of table.split("\n").entries()) {
    const line = raw.trim();
    const at = line.indexOf("==>");
    if (line.startsWith("in:")) {
      around = `${fresh ? `${around}\n` : ""}${line.slice(3).trim()}`;
      wanted = undefined;
      fresh = true;
    } else if (line.startsWith("#")) {
      [around, wanted, fresh] = ["", undefined, false];
    } else if (line.startsWith("wants:")) {
      wanted = line.slice(6).trim() || undefined;
    } else if (at !== -1) {
      fresh = false;
      const text = line.slice(0, at).trim();
      const outcome = line
        .slice(at + 3)
        .trim()
        .replaceAll(" // ", "\n");
      found.push({ line: index + 1, text, around, wanted, outcome });
    }
  }
  return found;
}
