import type { RecordType, Type } from "../../3-check/type.ts";

/** A type of what a handler is given, or gives, in TypeScript: the shapes of its JSON. */
export function typescriptOf(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int":
    case "float":
    case "ratio":
      return "number";
    case "quantity":
      return type.dimension.Money === 1 ? "{ amount: string; currency: string }" : "number";
    case "string":
    case "instant":
    case "date":
    case "timeOfDay":
      return "string";
    case "geo":
      return "{ lat: number; lon: number }";
    case "list": {
      const item = typescriptOf(type.item);
      return /^[\w{]/u.test(item) && !item.includes(" | ") ? `readonly ${item}[]` : `readonly (${item})[]`;
    }
    case "record":
      return recordOf(type);
    case "enum":
      return type.members.map((member) => JSON.stringify(member)).join(" | ");
    case "map":
      return `{ readonly [name: string]: ${typescriptOf(type.value)} }`;
    case "done": {
      const value = type.of.kind === "nothing" ? "" : `; value: ${typescriptOf(type.of)}`;
      return `{ state: "done"${value} } | { state: "not_done" } | { state: "unknown" }`;
    }
    case "optional":
      return `${typescriptOf(type.of)} | null`;
    case "nothing":
      return "void";
    case "none":
      return "null";
    default:
      return "unknown";
  }
}

function recordOf({ fields }: RecordType): string {
  const written = fields.map(({ name, type }) =>
    type.kind === "optional" ? `${name}?: ${typescriptOf(type)}` : `${name}: ${typescriptOf(type)}`,
  );
  return written.length === 0 ? "Record<string, never>" : `{ ${written.join("; ")} }`;
}
