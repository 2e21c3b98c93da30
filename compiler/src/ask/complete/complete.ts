import type { Node } from "@orchlang/language/ast";
import type { OpenProject } from "../open-program.ts";
import { argumentItems } from "./arguments.ts";
import { expectItems } from "./expectations.ts";
import { failureItems } from "./failures.ts";
import { type Filled, fill, type Gap, gapAt } from "./gap.ts";
import { importItems } from "./imports.ts";
import { indexItems } from "./indices.ts";
import { definitionsMax, type Item, itemsMax, ranks } from "./item.ts";
import { keywordItems } from "./keywords.ts";
import { memberItems } from "./members.ts";
import { mayBecome, mentionItems } from "./mentions.ts";
import { patternItems } from "./patterns.ts";
import { entryItems } from "./record.ts";
import { stepItems } from "./steps.ts";
import { typeItems } from "./types.ts";
import { divisorItems, unitItems } from "./units.ts";
import { valueItems } from "./values.ts";
import { wordItems } from "./words.ts";

/** What may be written at a place in a file, and the stretch of the file that it would stand in for. */
export interface Completions {
  /** What the word that was begun may become, the likeliest first. */
  readonly items: readonly Item[];
  /** Whether there is more than that: another letter may bring it up. */
  readonly isCut: boolean;
  readonly start: number;
  readonly end: number;
}

/** Of one kind of place each; the first that knows the place answers for it alone. */
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
  const found = filled === undefined ? [] : placed(gap, filled);
  return mixed(unique([...found, ...keywordItems(gap)]));
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

/** Of the ten that are seen at once, so many may be keywords where there are many names. */
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
