import type { Json } from "@orchlang/plan";
import type { Expression, RecordEntry, TemplatePart } from "@orchlang/plan/expressions";
import type { Segment } from "@orchlang/plan/json";
import { isRecord } from "../capabilities/schema.ts";
import { type Names, path } from "./path.ts";
import type { Report } from "./plan.ts";

/** A value whose texts may hold templates, at any depth. Mistakes are reported, each at its place. */
export function template(value: Json, place: readonly Segment[], names: Names, report: Report): Expression {
  if (typeof value === "string") return textTemplate(value, place, names, report);
  if (Array.isArray(value)) {
    if (!holdsTemplate(value)) return { op: "constant", value };
    const items = value.map((item: Json, index) => template(item, [...place, index], names, report));
    return { op: "list", items };
  }
  if (isRecord(value) && holdsTemplate(value)) {
    const entries = Object.entries(value).map(
      ([name, item]): RecordEntry => ({ name, value: template(item, [...place, name], names, report) }),
    );
    return { op: "record", entries };
  }
  return { op: "constant", value };
}

function holdsTemplate(value: Json): boolean {
  return JSON.stringify(value).includes("{{");
}

function textTemplate(text: string, place: readonly Segment[], names: Names, report: Report): Expression {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{(.*?)\}\}/gsu)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    const result = path(match[1] ?? "", names);
    if ("wrong" in result) report(place, result.wrong);
    else if (match[0] === text) return result.expression;
    else parts.push({ value: result.expression, as: "text.of_any" });
    at = match.index + match[0].length;
  }
  const rest = text.slice(at);
  if (rest.includes("{{")) report(place, "a template begins with `{{` and is not closed by `}}`");
  if (at === 0) return { op: "constant", value: text };
  return { op: "template", parts: rest === "" ? parts : [...parts, rest] };
}
