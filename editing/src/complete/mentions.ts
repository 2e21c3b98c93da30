import { type Definition, type DefinitionKind, mentionFinder } from "@orchlang/checker/resolve";
import type { ModuleContext } from "@orchlang/checker/scope";
import { showType } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import type { Node } from "@orchlang/language/ast";
import type { Filled, Gap } from "./gap.ts";
import { definitionsMax, type Item, ranks } from "./item.ts";

/** Where a name of the program's top level has to stand: a capability, a role, a pool, an event. */
export function mentionItems(gap: Gap, { look }: Filled, node: Node): readonly Item[] | undefined {
  let kinds: readonly DefinitionKind[] | undefined;
  mentionFinder(({ name, wanted }) => {
    const last = name.kind === "name" ? name : name.segments.at(-1);
    if (last?.span.start === node.span.start) kinds = wanted.kinds;
  })(look.declaration);
  if (kinds === undefined) return undefined;
  const isCall = gap.expected.rules.some((rule) => rule !== "selector") && callable(kinds);
  const hasBrackets = /^\s*\(/u.test(gap.part.text.slice(gap.end));
  const isCalled = isCall && !hasBrackets && !selectorRules.some((rule) => gap.expected.rules.includes(rule));
  const known = likeliest(freshFirst(inScope(kinds, look.module), gap, look), gap.word);
  const items = known.map(([label, one]) => itemOf(label, one, ranks.fitting, look.module, isCalled));
  return [...items, ...importable(kinds, look.module, gap, items.length, isCalled)];
}

/** A name that the declaration does not use yet is likelier than one it uses, and its own name is the least likely. */
export function freshFirst(
  results: readonly InScope[],
  { part, start }: Gap,
  { declaration }: Look,
): readonly InScope[] {
  const sofar = part.text.slice(declaration.span.start, start);
  const named = new Set(sofar.match(/[\p{L}\p{N}_]+/gu));
  const fresh = results.filter(([label]) => !named.has(label));
  return fresh.length === results.length
    ? results
    : [...fresh, ...results.filter(([label]) => named.has(label))];
}

const selectorRules = [
  "selector",
  "onClause",
  "guardrailRule",
  "action",
  "expectClause",
  "answer",
  "faultClause",
];

function callable(kinds: readonly DefinitionKind[]): boolean {
  return kinds.some(
    (kind) => kind === "capability" || kind === "plan" || kind === "goal" || kind === "event",
  );
}

/** A name as the module uses it, and what it stands for. */
type InScope = readonly [label: string, definition: Definition];

/** The names in scope that are of some kinds. */
export function inScope(kinds: readonly DefinitionKind[], { names }: ModuleContext): readonly InScope[] {
  const results: InScope[] = [];
  for (const one of names.own) if (kinds.includes(one[1].kind)) results.push(one);
  for (const [label, { definition }] of names.imported) {
    if (kinds.includes(definition.kind)) results.push([label, definition]);
  }
  return results;
}

/** The same as items, so many as anybody looks through. */
export function fittingDefinitions(
  kinds: readonly DefinitionKind[],
  module: ModuleContext,
  { word }: Gap,
): readonly Item[] {
  return likeliest(inScope(kinds, module), word).map(([label, definition]) =>
    itemOf(label, definition, ranks.fitting, module, false),
  );
}

/** So many that what was typed may become, what begins with it first. */
function likeliest(results: readonly InScope[], word: string): readonly InScope[] {
  if (word === "") return results.slice(0, definitionsMax);
  const typed = word.toLowerCase();
  const beginning: InScope[] = [];
  const others: InScope[] = [];
  for (const one of results) {
    const [label] = one;
    if (label.toLowerCase().startsWith(typed)) beginning.push(one);
    else if (others.length < definitionsMax && mayBecome(label, word)) others.push(one);
    if (beginning.length === definitionsMax) return beginning;
  }
  return [...beginning, ...others].slice(0, definitionsMax);
}

/**
 * Public names of other modules, to be imported with their use: those that what is typed so far may become, where fewer
 * than are shown need no import.
 */
export function importable(
  kinds: readonly DefinitionKind[],
  module: ModuleContext,
  { project, word }: Gap,
  before: number,
  isCalled = false,
): readonly Item[] {
  const room = definitionsMax - before;
  if (room <= 0) return [];
  const { names, program } = module;
  const known = new Set([...names.imported.values()].map(({ definition }) => definition.qualified));
  const items: Item[] = [];
  for (const [name, other] of program.resolved.names) {
    if (name === names.module.name) continue;
    for (const [label, definition] of other.own) {
      if (items.length >= room) return items;
      if (!kinds.includes(definition.kind) || !mayBecome(label, word)) continue;
      if (known.has(definition.qualified) || names.own.has(label)) continue;
      if (definition.declaration.private) continue;
      items.push(itemOf(label, definition, ranks.elsewhere, module, isCalled, name));
    }
  }
  if (word === "") return items;
  // Only imported modules of the standard library were parsed.
  for (const { module: from, name: label, kind, head } of project.standard()) {
    if (program.resolved.names.has(from) || !kinds.includes(kind) || !mayBecome(label, word)) continue;
    if (names.own.has(label)) continue;
    const text = isCalled ? { text: `${label}($0)`, snippet: true as const } : {};
    const detail = head.slice(head.indexOf(label) + label.length).trim();
    const shown = kind === "type" ? "type" : "definition";
    items.push({
      label,
      kind: shown,
      rank: ranks.elsewhere,
      from,
      ...(detail === "" ? {} : { detail }),
      ...text,
    });
  }
  return items;
}

/** True if all letters that were typed stand in it, in their order. */
export function mayBecome(label: string, typed: string): boolean {
  if (typed === "") return true;
  const text = label.toLowerCase();
  let at = 0;
  for (const letter of typed.toLowerCase()) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Details and inserted text are computed only for items that are shown. */
export function itemOf(
  label: string,
  definition: Definition,
  rank: number,
  module: ModuleContext,
  isCalled: boolean,
  from?: string,
): Item {
  return new DefinitionItem(label, definition, rank, module, isCalled, from);
}

class DefinitionItem implements Item {
  readonly label: string;
  readonly kind: Item["kind"];
  readonly rank: number;
  readonly definition: Definition;
  readonly from?: string;
  readonly snippet?: true;
  readonly #module: ModuleContext;

  constructor(
    label: string,
    definition: Definition,
    rank: number,
    module: ModuleContext,
    isCalled: boolean,
    from: string | undefined,
  ) {
    this.label = label;
    this.kind = definition.kind === "type" ? "type" : "definition";
    this.rank = rank;
    this.definition = definition;
    this.#module = module;
    if (from !== undefined) this.from = from;
    if (isCalled) this.snippet = true;
  }

  get detail(): string {
    return detailOf(this.definition, this.#module);
  }

  get text(): string {
    const { label, definition, snippet } = this;
    return snippet === true ? callText(label, definition, this.#module) : label;
  }
}

/** A call with its arguments to be filled in: what has a default is left out. */
function callText(label: string, definition: Definition, module: ModuleContext): string {
  const needed = paramsOf(definition, module).filter(({ optional }) => !optional);
  const args = needed.map(({ name }, index) => `\${${index + 1}:${name}}`);
  return `${label}(${args.join(", ")})`;
}

export function paramsOf(definition: Definition, { program }: ModuleContext) {
  switch (definition.kind) {
    case "capability":
    case "plan":
    case "goal":
      return program.signatureOf(definition).params;
    case "event":
    case "fusion":
      return program.eventOf(definition).fields;
    default:
      return [];
  }
}

function detailOf(definition: Definition, module: ModuleContext): string {
  switch (definition.kind) {
    case "capability":
    case "plan":
    case "goal": {
      const { params, result } = module.program.signatureOf(definition);
      const shown = params.map(({ name, type }) => `${name}: ${showType(type)}`).join(", ");
      return `(${shown})${result.type.kind === "nothing" ? "" : ` -> ${showType(result.type)}`}`;
    }
    default:
      return definition.module;
  }
}
