import { lookup } from "@orchlang/checker/resolve";
import type { ModuleContext } from "@orchlang/checker/scope";
import {
  type EnumType,
  type ListType,
  nameOf,
  type RecordType,
  shortName,
  type Type,
} from "@orchlang/checker/types";
import type { Label } from "@orchlang/plan";

/**
 * A type as its module could write it for something of that name; none of what has no writing there: a type that is
 * not imported, or one of which a check has said more than its declaration.
 */
export function writtenType(type: Type, name: string, module: ModuleContext): string | undefined {
  switch (type.kind) {
    case "bool":
    case "instant":
    case "date":
    case "timeOfDay":
    case "geo":
    case "json":
      return nameOf(type);
    case "string":
      return type.matching === undefined ? nameOf(type) : `String matching ${JSON.stringify(type.matching)}`;
    case "int":
    case "float":
    case "ratio":
      return `${nameOf(type)}${boundsText(type, type.kind)}`;
    case "quantity": {
      const { currency, ...plain } = type;
      const text = nameOf(currency === module.expression.currency ? plain : type);
      return /^\w+(?:<\w+>)?$/u.test(text) ? text : undefined;
    }
    case "list":
      return listText(type, name, module);
    case "optional": {
      const of = writtenType(type.of, name, module);
      return of === undefined ? undefined : `${of}?`;
    }
    case "record":
      return recordText(type, module);
    case "enum":
      return enumText(type, name, module);
    case "map": {
      const value = writtenType(type.value, name, module);
      const key = type.key === undefined ? "String" : enumText(type.key, name, module);
      return value === undefined || key === undefined ? undefined : `Map<${key}, ${value}>`;
    }
    case "done": {
      const of = writtenType(type.of, name, module);
      return of === undefined ? undefined : `Done<${of}>`;
    }
    default:
      return undefined;
  }
}

/** The labels that have to be written behind a type for values with such a label: ` @personal`. */
export function writtenLabels({ confidentiality, integrity }: Label): string {
  const kept = confidentiality === "personal" || confidentiality === "secret" ? ` @${confidentiality}` : "";
  return integrity === "untrusted" ? `${kept} @untrusted` : kept;
}

function boundsText({ min, max }: { readonly min?: number; readonly max?: number }, kind: string): string {
  if (min === undefined || max === undefined) return "";
  const shown = (bound: number): string =>
    kind === "ratio"
      ? `${bound * 100}%`
      : kind === "float" && Number.isInteger(bound)
        ? `${bound}.0`
        : `${bound}`;
  const both = [shown(min), shown(max)];
  return both.some((one) => /[e-]/u.test(one)) ? "" : ` in ${both.join("..")}`;
}

function listText({ item, min, max }: ListType, name: string, module: ModuleContext): string | undefined {
  const of = writtenType(item, name, module);
  if (of === undefined) return undefined;
  return max === undefined ? `[${of}]` : `[${of}] size ${min ?? 0}..${max}`;
}

function recordText(type: RecordType, module: ModuleContext): string | undefined {
  // A held member may not leave its block.
  if (type.narrowed === true || type.pools !== undefined) return undefined;
  if (type.name !== undefined) return nameInScope(type.name, module);
  const fields = type.fields.map((field) => {
    const of = writtenType(field.type, field.name, module);
    const labels = (field.label ?? []).map((label) => ` @${label}`).join("");
    return of === undefined ? undefined : `${field.name}: ${of}${labels}`;
  });
  return fields.includes(undefined) ? undefined : `{ ${fields.join(", ")} }`;
}

function enumText(type: EnumType, name: string, module: ModuleContext): string | undefined {
  if (type.inline !== true) return nameInScope(type.name, module);
  return type.name === name ? type.members.join(" | ") : undefined;
}

function nameInScope(qualified: string, { names }: ModuleContext): string | undefined {
  const name = shortName(qualified);
  const definition = lookup(names, name);
  // An event has a shape as well, which has no name as a type.
  return definition?.kind === "type" && definition.qualified === qualified ? name : undefined;
}
