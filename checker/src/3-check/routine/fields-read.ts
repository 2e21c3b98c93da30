import { type Node, visit } from "@orchlang/language/ast";

/** The fields that are read of a name somewhere in these parts: `v.left`. */
export function fieldsRead(parts: readonly (Node | undefined)[], name: string): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const part of parts) {
    if (part === undefined) continue;
    visit(part, {
      member({ object, member }) {
        if (object.kind === "reference" && object.text === name) fields.add(member.text);
        return undefined;
      },
    });
  }
  return fields;
}
