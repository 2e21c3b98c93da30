import type { Json, JsonObject } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { isRecord } from "../capabilities/schema.ts";

/** The names that a plan's texts may use, and a callback for those used. */
export interface Names {
  /** The schema of each step's result, as far as known; `undefined`: unknown. */
  readonly steps: ReadonlyMap<string, JsonObject | undefined>;
  /** In an undo: what is undone, and the arguments that it was called with. */
  readonly undone?: { readonly arguments: Readonly<Record<string, Expression>> };
  /** Called for each step that is read. */
  reads(step: string): void;
}

export type Said = { readonly expression: Expression } | { readonly wrong: string };

const none: Expression = { op: "constant", value: null };

/** `step_1.output.items[0].id`, `input.customer`. */
export function path(written: string, names: Names): Said {
  const segments = segmentsOf(written.trim());
  if (segments === undefined)
    return { wrong: `\`${written.trim()}\` is no path such as \`step_1.output.id\`` };
  const [root = "", ...rest] = segments;
  if (root === "steps" && !names.steps.has("steps")) return path(written.trim().slice(6), names);
  if (root === "input" || root === "context")
    return { expression: within({ op: "read", from: "input", name: "input" }, rest) };
  if (names.undone !== undefined) {
    if (root === "result") return { expression: within({ op: "read", from: "local", name: "result" }, rest) };
    if (root === "args") return ofArguments(rest, names.undone.arguments);
  }
  return ofStep(String(root), rest, names);
}

function ofStep(root: string, rest: readonly (string | number)[], names: Names): Said {
  if (!names.steps.has(root)) {
    const there = [...names.steps.keys()].map((id) => `\`${id}\``);
    const shown = there.length > 8 ? [...there.slice(0, 8), "…"] : there;
    return {
      wrong: `no step is called \`${root}\`; there are ${shown.join(", ")}, and \`input\``,
    };
  }
  const [part, ...fields] = rest;
  if (part !== "output" && part !== "result")
    return {
      wrong: `of the step \`${root}\` only its output can be read: \`${root}.output${part === undefined ? "" : `.${part}`}\``,
    };
  const wrong = unknownField(`${root}.output`, names.steps.get(root), fields);
  if (wrong !== undefined) return { wrong };
  names.reads(root);
  return { expression: within({ op: "read", from: "node", name: root }, fields) };
}

function ofArguments(
  [name, ...rest]: readonly (string | number)[],
  there: Readonly<Record<string, Expression>>,
): Said {
  const given = typeof name === "string" && Object.hasOwn(there, name) ? there[name] : undefined;
  if (given !== undefined) return { expression: within(given, rest) };
  const names = Object.keys(there).join(", ");
  return {
    wrong: `what is undone has no argument \`${name ?? ""}\`; it has ${names === "" ? "none" : names}`,
  };
}

/** A field that a schema rules out: it names its fields and takes no others. */
function unknownField(
  of: string,
  schema: JsonObject | undefined,
  fields: readonly (string | number)[],
): string | undefined {
  let at: Json | undefined = schema;
  let text = of;
  for (const field of fields) {
    if (!isRecord(at)) return undefined;
    if (typeof field === "number") {
      at = at.items;
    } else {
      const known = isRecord(at.properties) ? at.properties : undefined;
      if (known !== undefined && !Object.hasOwn(known, field) && at.additionalProperties === false)
        return `\`${text}\` has no \`${field}\`; it has ${Object.keys(known).join(", ") || "no field"}`;
      at = known !== undefined && Object.hasOwn(known, field) ? known[field] : undefined;
    }
    text = typeof field === "number" ? `${text}[${field}]` : `${text}.${field}`;
  }
  return undefined;
}

/** A field of an absent value is none, at any depth, because a step may have been skipped. */
function within(from: Expression, fields: readonly (string | number)[]): Expression {
  return fields.reduce<Expression>(
    (of, field) =>
      typeof field === "string"
        ? { op: "field", of, name: field, optional: true }
        : {
            op: "if",
            condition: { op: "isNone", of },
            yes: none,
            no: { op: "call", fn: "list.at", args: [of, { op: "constant", value: field }] },
          },
    from,
  );
}

function segmentsOf(written: string): readonly (string | number)[] | undefined {
  const segments: (string | number)[] = [];
  let rest = written;
  while (rest !== "") {
    const match =
      /^(?:(?<dot>\.?)(?<name>[\p{L}_$][\p{L}\p{N}_$-]*)|\[(?<index>\d{1,9})\]|\[(?<quoted>"[^"]*"|'[^']*')\])/u.exec(
        rest,
      );
    if (match === null) return undefined;
    const { dot, name, index, quoted } = match.groups ?? {};
    if (name !== undefined && (dot === "") !== (segments.length === 0)) return undefined;
    if (segments.length === 0 && name === undefined) return undefined;
    segments.push(name ?? (index === undefined ? (quoted ?? "").slice(1, -1) : Number(index)));
    rest = rest.slice(match[0].length);
  }
  return segments.length === 0 ? undefined : segments;
}
