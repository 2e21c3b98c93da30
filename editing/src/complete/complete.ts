import { lookup, resolvePath } from "@orchlang/checker/resolve";
import { type Dimension, required, sameDimension, showType } from "@orchlang/checker/types";
import type { OpenProject } from "@orchlang/compiler";
import { spacedUnits } from "@orchlang/language";
import { type Expression, type Node, pathText, visit } from "@orchlang/language/ast";
import { unmatched } from "../match-arms.ts";
import { targetOf } from "../played.ts";
import { type Filled, fill, type Gap, gapAt } from "./gap.ts";
import { definitionsMax, type Item, itemsMax, ranks } from "./item.ts";
import { keywordItems, wordItems } from "./keywords.ts";
import { memberItems } from "./members.ts";
import { freshFirst, inScope, itemOf, mayBecome, mentionItems, paramsOf } from "./mentions.ts";
import { failureItems, stepItems } from "./steps.ts";
import { typeItems, valueItems } from "./values.ts";

/** The completions at a position in a file, and the range of the file that they replace. */
export interface Completions {
  /** The completions of the word begun, the likeliest first. */
  readonly items: readonly Item[];
  /** True if there is more than that: another letter may bring it up. */
  readonly isCut: boolean;
  readonly start: number;
  readonly end: number;
}

/** The completions for one kind of place; the first source that recognises the place answers alone. */
type Source = (gap: Gap, filled: Filled, node: Node, parent: Node | undefined) => readonly Item[] | undefined;

const sources: readonly Source[] = [
  memberItems,
  patternItems,
  indexItems,
  expectItems,
  failureItems,
  stepItems,
  typeItems,
  wordItems,
  divisorItems,
  mentionItems,
  entryItems,
  valueItems,
];

export function completionsAt(project: OpenProject, path: string, offset: number): Completions {
  const gap = gapAt(project, path, offset);
  if (gap === undefined) return { items: [], isCut: false, start: offset, end: offset };
  const { base } = gap.part;
  const items = itemsAt(gap).filter(({ label }) => mayBecome(label, gap.word));
  const declared = items.filter(({ definition, from }) => definition ?? from);
  const isCut = items.length > itemsMax || declared.length >= definitionsMax;
  return { items: items.slice(0, itemsMax), isCut, start: gap.start + base, end: gap.end + base };
}

function itemsAt(gap: Gap): readonly Item[] {
  if (/^\d/u.test(gap.word)) return unitItems(gap);
  const imports = importItems(gap);
  if (imports !== undefined) return imports;
  const filled = fill(gap);
  const items = filled === undefined ? [] : placed(gap, filled);
  return mixed(unique([...items, ...keywordItems(gap)]));
}

function placed(gap: Gap, filled: Filled): readonly Item[] {
  const { way } = filled;
  const node = way.at(-1) as Node;
  const names = argumentItems(filled);
  for (const source of sources) {
    const items = source(gap, filled, node, way.at(-2));
    if (items !== undefined) return [...names, ...items];
  }
  return names;
}

/** The number of keywords among the ten items visible at once, if there are many names. */
const keywordsSeen = 4;
const seenAtOnce = 10;

/** Names first, but not so many that nobody sees what else may stand there. */
function mixed(items: readonly Item[]): readonly Item[] {
  const keywords = items.filter(({ kind }) => kind === "keyword");
  const names = items.filter(({ kind }) => kind !== "keyword");
  const first = names.filter(({ rank }) => rank < ranks.keyword).length;
  const room = seenAtOnce - Math.min(keywords.length, Math.max(keywordsSeen, seenAtOnce - first));
  if (names.length <= room) return [...names, ...keywords];
  return [
    ...names.slice(0, room),
    ...keywords.slice(0, seenAtOnce - room),
    ...names.slice(room),
    ...keywords.slice(seenAtOnce - room),
  ];
}

/** The likeliest of each that is written alike. */
function unique(items: readonly Item[]): readonly Item[] {
  const best = new Map<string, Item>();
  for (const item of items) {
    const key = `${item.label} ${item.from ?? ""}`;
    const known = best.get(key);
    if (known === undefined || item.rank < known.rank) best.set(key, item);
  }
  return [...best.values()].sort((a, b) => a.rank - b.rank);
}

/** In the place of a pattern: the members that no arm above names. */
function patternItems(
  _gap: Gap,
  { look, way }: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "valuePattern") return undefined;
  const match = way.findLast((one) => one.kind === "match" || one.kind === "matchExpression");
  if (match?.kind !== "match" && match?.kind !== "matchExpression") return undefined;
  return unmatched(match, look, node)?.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}

/** Between the brackets of `given signal load(…)`: the members of the family. */
function indexItems(
  _gap: Gap,
  { look, way }: Filled,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  const given = way.at(-3);
  if (parent?.kind !== "argument" || given?.kind !== "givenSignal") return undefined;
  const { names, program } = look.module;
  const signal = lookup(names, given.signal.text);
  if (signal?.kind !== "signal" && signal?.kind !== "flag") return undefined;
  const index = (given.arguments ?? []).indexOf(parent);
  const members = program.familyOf(signal)?.[index]?.members.members ?? [];
  return members.map((label) => ({ label, kind: "member", rank: ranks.wanted }));
}

/** How many of what the played plan calls are seen above the words of an expectation. */
const callsSeen = 2;

/** Behind `expect`: what the played plan calls, then values; the words of the language stand between. */
function expectItems(gap: Gap, filled: Filled, node: Node): readonly Item[] | undefined {
  if (!/\bexpect\s+$/u.test(gap.before)) return undefined;
  const { look } = filled;
  const called = new Set<string>();
  const target = targetOf(look)?.declaration;
  if (target !== undefined) {
    visit(target, { invocation: ({ path }) => void called.add(path.segments.at(-1)?.text ?? "") });
  }
  const calls = inScope(["capability", "plan", "goal"], look.module).filter(([label]) => called.has(label));
  const seen = freshFirst(calls, gap, look).map(([label, definition], index) =>
    itemOf(label, definition, index < callsSeen ? ranks.fitting : ranks.elsewhere, look.module, false),
  );
  const values = (valueItems(gap, filled, node) ?? []).map((item) => ({ ...item, rank: ranks.other }));
  return [...seen, ...values];
}

/** In an import: the modules there are, and what a module declares. Nothing elsewhere. */
function importItems({ part, project, before, start }: Gap): readonly Item[] | undefined {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const { names } = project.context.resolved;
  if (/^\s*import\s+[\w.]*$/u.test(line)) {
    const sofar = line.replace(/^\s*import\s+/u, "");
    const known = new Set(part.imports.map(({ path }) => pathText(path)));
    return project.modules
      .filter((name) => name.startsWith(sofar) && name !== part.module && !known.has(name))
      .map((label) => ({ label, kind: "module", rank: ranks.wanted, text: label.slice(sofar.length) }));
  }
  const node = part.imports.find(({ span }) => span.start < start && start <= span.end);
  const open = /import\s+([\w.]+)\s*\{([^}]*)$/u.exec(before);
  if (open === null && node === undefined) return undefined;
  const module = open?.[1] ?? (node === undefined ? "" : pathText(node.path));
  const given = new Set((open?.[2] ?? "").split(/[\s,]+/u));
  const moduleNames = names.get(module);
  if (moduleNames === undefined) return [];
  return [...moduleNames.own, ...moduleNames.units]
    .filter(([name, { declaration }]) => !declaration.private && !given.has(name))
    .map(([label, definition]) => ({ label, kind: "definition", rank: ranks.wanted, definition }));
}

/** Between the brackets of a call: the parameters that have no argument yet. */
function argumentItems({ look, way }: Filled): readonly Item[] {
  const [call, argument, value] = way.slice(-3);
  if (call?.kind !== "invocation" || argument?.kind !== "argument") return [];
  if (argument.form === "named" || value !== argument.value) return [];
  const { program, names } = look.module;
  const called = resolvePath(call.path, names, program.resolved.names);
  const params = called === undefined ? [] : paramsOf(called, look.module);
  const index = call.arguments.indexOf(argument);
  const given = new Set(call.arguments.flatMap(({ name }) => (name === undefined ? [] : [name.text])));
  const behind = call.arguments.slice(0, index).some(({ form }) => form !== "positional");
  const open = params.slice(behind ? 0 : index);
  return open
    .filter(({ name }) => !given.has(name))
    .map(({ name, type }) => ({
      label: `${name}:`,
      kind: "parameter",
      detail: showType(type),
      text: `${name}: `,
      rank: ranks.argument,
    }));
}

/** Between the braces of a record: the fields that are not there yet. */
function entryItems(
  gap: Gap,
  filled: Filled,
  node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  const record = filled.way.at(-3);
  if (parent?.kind !== "entry" || !parent.shorthand || record?.kind !== "record") return undefined;
  const seen = filled.look.expressions.get(record);
  const wanted = seen?.wanted && required(seen.wanted.type);
  const values = valueItems(gap, filled, node) ?? [];
  if (wanted?.kind !== "record") return values;
  const given = new Set(record.entries.flatMap((entry) => (entry.kind === "entry" ? [entry.name.text] : [])));
  const fields = wanted.fields
    .filter(({ name }) => !given.has(name))
    .map(({ name, type }): Item => {
      const detail = showType(type);
      return { label: `${name}:`, kind: "field", detail, text: `${name}: `, rank: ranks.wanted };
    });
  const names = new Set(wanted.fields.map(({ name }) => name));
  return [...fields, ...values.filter(({ label }) => names.has(label))];
}

/** Behind a number: the units there are; where it is known what is measured, those that measure it. */
function unitItems(gap: Gap): readonly Item[] {
  const { project, part, word } = gap;
  const digits = /^[\d_]+/u.exec(word)?.[0] ?? "";
  const { units } = project.context.module(part.module).expression;
  const dimension = wantedDimension(gap);
  const measures = (name: string): boolean => {
    const unit = dimension && units.unit(name);
    return dimension !== undefined && unit !== undefined && sameDimension(unit.dimension, dimension);
  };
  const all = [...units.names];
  const fitting = all.filter(measures);
  return (fitting.length === 0 ? all : fitting).map((name) => ({
    label: `${digits}${spaced.has(name) ? " " : ""}${name}`,
    kind: "unit",
    rank: common.has(name) ? ranks.wanted : ranks.named,
  }));
}

function wantedDimension(gap: Gap): Dimension | undefined {
  const filled = fill(gap);
  const [parent, node] = filled?.way.slice(-2) ?? [];
  const seen = (one: Node | undefined) => filled?.look.expressions.get(one as Expression);
  const isAlike = parent?.kind === "binary" && alike.has(parent.operator);
  const other = !isAlike ? undefined : parent.left === node ? parent.right : parent.left;
  const wanted = seen(node)?.wanted?.type ?? seen(other)?.typed.type;
  const type = wanted && required(wanted);
  return type?.kind === "quantity" ? type.dimension : undefined;
}

/** Behind `per`: a unit's name alone. */
function divisorItems(
  { project, part }: Gap,
  _filled: unknown,
  _node: Node,
  parent: Node | undefined,
): readonly Item[] | undefined {
  if (parent?.kind !== "per") return undefined;
  const { units } = project.context.module(part.module).expression;
  return [...units.names].map((label) => ({
    label,
    kind: "unit",
    rank: common.has(label) ? ranks.wanted : ranks.named,
  }));
}

/** Both sides measure the same. */
const alike: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "+", "-"]);
/** Written apart from their number. */
const spaced: ReadonlySet<string> = new Set(spacedUnits);
const common: ReadonlySet<string> = new Set(["ms", "s", "m", "h", "d", "w", "kWh", "GB", "tokens"]);
