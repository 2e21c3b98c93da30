import type { Draft, Value } from "../draft.ts";
import { publicLabel, type Type } from "../types.ts";

/** The plainest expression of a type, that reads nothing. */
export function literal(draft: Draft, type: Type): Value {
  return { text: literalText(draft, type), type, label: publicLabel };
}

const plainTexts = {
  bool: ["true", "false"],
  text: ['"a"', '"b"', '"hello"', '""'],
  money: ["$0.50", "$1", "$3"],
  ratio: ["10%", "50%", "80%"],
  duration: ["1s", "5s", "1m"],
  float: ["0.5", "2.0"],
  instant: ["2026-01-01T12:00Z", "2026-01-02T08:00Z"],
  date: ["2026-01-01", "2026-03-04"],
  email: ['"ann@example.com"', '"bob@example.com"'],
  url: ['"https://example.com/a"'],
  geo: ["geo(52.5, 13.4)", "geo(48.2, 16.3)"],
  json: ['"json"', "{ a: 1 }", "[1, 2]"],
} as const;

function literalText(draft: Draft, type: Type): string {
  const { dice } = draft;
  switch (type.is) {
    case "int":
      return String(dice.within(type.min ?? 0, Math.min(type.max ?? 4, (type.min ?? 0) + 4)));
    case "enum":
      return `${type.name}.${dice.one(type.members)}`;
    case "record":
      return `{ ${type.fields
        .filter((field) => field.type.is !== "optional")
        .map((field) => `${field.name}: ${literalText(draft, field.type)}`)
        .join(", ")} }`;
    case "union": {
      const { name, fields } = dice.one(type.cases);
      const given = fields.map((field) => `${field.name}: ${literalText(draft, field.type)}`);
      return `${type.name}.${name}${given.length === 0 ? "" : `(${given.join(", ")})`}`;
    }
    case "code":
      return dice.one(['"ab"', '"zz"']);
    case "quantity":
      return `${dice.within(0, 9)}${dice.one(type.units)}`;
    case "done":
      return `{ state: "done", value: ${literalText(draft, type.of)} }`;
    case "map":
      return `{ k: ${literalText(draft, type.of)} }`;
    case "list": {
      const count = dice.within(type.min, Math.min(type.max, type.min + 2));
      return `[${Array.from({ length: count }, () => literalText(draft, type.of)).join(", ")}]`;
    }
    case "optional":
      return dice.chance(0.3) ? "none" : literalText(draft, type.of);
    default:
      return dice.one(plainTexts[type.is]);
  }
}
