import { type Node, visit } from "@orchlang/language/ast";
import { type Mutation, replaced, type Visited } from "./mutant.ts";

/** A member of an enum, replaced by the next one. In a `match` each member has its arm: those stay. */
export function otherMembers({ node, parents }: Visited): readonly Mutation[] {
  const [file] = parents;
  if (node.kind !== "reference" || file === undefined) return [];
  if (parents.some(({ kind }) => kind === "valuePattern")) return [];
  if (parents.some((one) => isNamedIn(one, node.text))) return [];
  const [members, ...others] = enumsOf(file).filter((each) => each.includes(node.text));
  const other = members?.[(members.indexOf(node.text) + 1) % members.length];
  if (others.length > 0 || other === undefined || other === node.text) return [];
  const says = `write \`${other}\` in place of \`${node.text}\``;
  return [{ span: node.span, replacements: [replaced(node.span, other)], says }];
}

/** A parameter hides the member. */
function isNamedIn(node: Node, text: string): boolean {
  const isDeclaring = node.kind === "planDeclaration" || node.kind === "capability";
  return isDeclaring && node.parameters.some(({ name }) => name.text === text);
}

const known = new WeakMap<Node, readonly (readonly string[])[]>();

/** The members of every enum that a file declares. */
function enumsOf(file: Node): readonly (readonly string[])[] {
  let enums = known.get(file);
  if (enums === undefined) {
    const all: (readonly string[])[] = [];
    visit(file, {
      any: (node) => {
        if (node.kind === "enumType" && node.members.length > 1)
          all.push(node.members.map(({ text }) => text));
        return undefined;
      },
    });
    enums = all;
    known.set(file, enums);
  }
  return enums;
}
