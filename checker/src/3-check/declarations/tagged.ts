import { closest, didYouMean } from "@orchlang/language";
import {
  type Expression,
  type Node,
  type Selector as SelectorNode,
  type TaggedSelector,
  visit,
} from "@orchlang/language/ast";
import { extend } from "../expression/checking.ts";
import type { Environment } from "../expression/typed.ts";
import { spoiltBinding } from "../scope/environment.ts";
import type { ModuleContext } from "../scope/program.ts";
import { argumentOfAction, tagUnknown } from "./rule-messages.ts";

/*
 * Rules that select actions by tags. Tags are not declared, and a rule shared by several projects may name one that no
 * capability here bears. So only near misses are reported, and none of the standard library: nobody could mend it there,
 * and the rule would be dropped unseen.
 */

/** True if the tag exists, or may; a tag close to an existing one is reported. */
export function isTag({ tag }: TaggedSelector, module: ModuleContext): boolean {
  const { by, isWhole } = module.program.tagged();
  if (tag.text === "" || by.has(tag.text) || !isWhole || !module.program.suggests()) return true;
  if (module.names.module.standard) return true;
  const suggestion = closest(tag.text, by.keys());
  if (suggestion === undefined) return true;
  const place = { file: module.file, span: tag.span };
  module.program.report(tagUnknown.at(place, { tag: tag.text }, didYouMean(place, suggestion)));
  return false;
}

/**
 * Reports `args.x` where none of the tagged actions takes an `x`. Whether it is there may be asked all the same, as in
 * `args.x is none`.
 */
export function reportUntakenArguments(
  ast: Expression,
  nodes: readonly SelectorNode[],
  env: Environment,
  module: ModuleContext,
): Environment {
  const known = takenBy(nodes, module);
  if (known === undefined) return env;
  let reported = false;
  visit(ast, {
    member(node, parents) {
      const { object, member } = node;
      if (object.kind !== "reference" || object.text !== "args") return undefined;
      if (["", "size"].includes(member.text) || known.has(member.text) || isAskedFor(parents.at(-1)))
        return undefined;
      reported = true;
      const place = { file: module.file, span: member.span };
      const words = { of: { tags: tagsAmong(nodes) }, name: member.text, known: [...known] };
      module.program.report(
        argumentOfAction.at(place, words, didYouMean(place, closest(member.text, known))),
      );
      return undefined;
    },
  });
  return reported ? extend(env, { args: spoiltBinding }) : env;
}

function isAskedFor(parent: Node | undefined): boolean {
  return parent?.kind === "is" || (parent?.kind === "binary" && parent.operator === "??");
}

const tagsAmong = (nodes: readonly SelectorNode[]): readonly string[] =>
  nodes.flatMap((node) => (node.kind === "taggedSelector" ? [node.tag.text] : []));

/** All that any of the tagged actions takes; `undefined` where others are meant too, or none is known. */
function takenBy(nodes: readonly SelectorNode[], module: ModuleContext): ReadonlySet<string> | undefined {
  const { program } = module;
  const tags = tagsAmong(nodes);
  if (tags.length === 0 || tags.length < nodes.length) return undefined;
  const { by, isWhole } = program.tagged();
  const bearers = tags.flatMap((tag) => by.get(tag) ?? []);
  if (!isWhole || bearers.length === 0) return undefined;
  return new Set(bearers.flatMap((bearer) => program.signatureOf(bearer).params.map(({ name }) => name)));
}
