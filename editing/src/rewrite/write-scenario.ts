import type { ModuleContext } from "@orchlang/checker/scope";
import {
  asUnion,
  baseOf,
  type QuantityType,
  type RecordType,
  required,
  type Type,
  type UnionRecord,
} from "@orchlang/checker/types";
import { money, moneyLiteral } from "@orchlang/plan/quantities";
import { declareBehind, type Rewrite, type RewriteSite } from "./rewrite.ts";

/** Behind a plan or goal: a scenario in which it is done, with something for each parameter that has to be given. */
export function writeScenario(site: RewriteSite): readonly Rewrite[] {
  const { declaration, selected } = site;
  if (declaration.kind !== "planDeclaration" && declaration.kind !== "goalDeclaration") return [];
  const isHead = selected.start <= (declaration.result ?? declaration.name).span.end;
  const { definition, module } = site.look();
  if (!isHead || (definition?.kind !== "plan" && definition?.kind !== "goal")) return [];
  const { params } = module.program.signatureOf(definition);
  // Parameters that are not given are generated when it is played.
  const given = params.flatMap(({ name, type, optional }) => {
    const value = optional ? undefined : exampleOf(type, name, module);
    return value === undefined ? [] : [`  given  ${name} = ${value}`];
  });
  const name = declaration.name.text;
  const title = `${name.replaceAll("_", " ")} goes well`;
  const text = [`scenario "${title}" for ${name} {`, ...given, "  expect completed", "}"].join("\n");
  return [{ title: "Write a scenario", kind: "write", sure: true, edits: [declareBehind(site, text)] }];
}

/** A value of a type, as a program writes it; none of a type whose values can't be made up. */
function exampleOf(type: Type, name: string, module: ModuleContext): string | undefined {
  switch (type.kind) {
    case "bool":
      return "true";
    case "int":
      return `${near(1, type)}`;
    case "float":
      return decimal(near(1, type));
    case "ratio":
      return `${near(0.5, type) * 100}%`;
    case "string":
      return textOf(type, name);
    case "quantity":
      return quantity(type, module);
    case "instant":
      return "2026-01-01T12:00Z";
    case "date":
      return "2026-01-01";
    case "timeOfDay":
      return "12:00";
    case "geo":
      return "geo(52.5, 13.4)";
    case "json":
    case "map":
      return "{}";
    case "optional":
    case "none":
      return "none";
    case "list": {
      const item = exampleOf(type.item, name, module);
      const count = Math.max(type.min ?? 0, 1);
      if ((type.max ?? 1) < 1) return "[]";
      return item === undefined || count > itemsMax ? undefined : `[${Array(count).fill(item).join(", ")}]`;
    }
    case "record": {
      const union = asUnion(type);
      return union === undefined ? recordOf(type, module) : caseOf(union, module);
    }
    case "enum":
      return (type.only ?? type.members)[0];
    default:
      return undefined;
  }
}

/** A list that has to be longer is nothing that anybody wants to read. */
const itemsMax = 5;

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function near(wanted: number, { min = -Infinity, max = Infinity }: Bounds): number {
  return Math.min(Math.max(wanted, min), max);
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

function textOf(type: Extract<Type, { readonly kind: "string" }>, name: string): string | undefined {
  if (type.format === "email") return '"ada@example.com"';
  if (type.format === "url") return '"https://example.com"';
  return type.matching === undefined ? JSON.stringify(name) : undefined;
}

function quantity(type: QuantityType, { expression }: ModuleContext): string | undefined {
  const base = baseOf(type.dimension);
  if (base === "Duration" && type.min === undefined && type.max === undefined) return "1m";
  const value = near(1, type);
  if (base === "Money") {
    const made = money(String(value), type.currency ?? expression.currency);
    return made && moneyLiteral(made);
  }
  const unit = base && expression.units.baseUnit(type.dimension);
  return unit === undefined || unit === "" ? undefined : `${value}${unit}`;
}

/** The first case of a union. */
function caseOf(union: UnionRecord, module: ModuleContext): string | undefined {
  const [first] = union.union.cases;
  const fields: string[] = [];
  for (const { name, optional, default: value } of first?.fields ?? []) {
    if (optional || value !== undefined) continue;
    const type = required(union.fields.find((one) => one.name === name)?.type ?? { kind: "error" });
    const example = exampleOf(type, name, module);
    if (example === undefined) return undefined;
    fields.push(`${name}: ${example}`);
  }
  return fields.length === 0 ? first?.name : `${first?.name}(${fields.join(", ")})`;
}

function recordOf(type: RecordType, module: ModuleContext): string | undefined {
  const fields: string[] = [];
  for (const field of type.fields) {
    if (field.type.kind === "optional" || field.default !== undefined) continue;
    const value = exampleOf(field.type, field.name, module);
    if (value === undefined) return undefined;
    fields.push(`${field.name}: ${value}`);
  }
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
