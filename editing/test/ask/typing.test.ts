import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openSession, type Session } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { contextualWords, createSourceFile, parse, reservedWords } from "@orchlang/language";
import { expect, test } from "vitest";
import {
  completionsAt,
  lookAt,
  type Occurrence,
  type OpenPart,
  type OpenProject,
  occurrencesIn,
  occurrencesInHead,
  signatureAt,
  symbolAt,
} from "../../src/index.ts";

const folder = fileURLToPath(new URL("../../../compiler/test/programs/", import.meta.url));
/**
 * Programs of this project, and of how many of their tokens one is stopped at: at each it would take minutes.
 * `LAWS=10` writes all of the programs, else every third: in the order given the next token is among the first ten at
 * 0.95, 0.92 and 0.94 of the stops in all.
 */
const laws = Number(process.env.LAWS ?? 1);
const folders = {
  "of the tests": ["../../../compiler/test/programs/", 14],
  "of the corpus": ["../../../compiler/test/corpus/programs/", 366],
  "of the examples": ["../../../examples/", 9],
} as const;
const programs = Object.entries(folders).map(([name, [where, share]]) => {
  const all = fileURLToPath(new URL(where, import.meta.url));
  const files = readdirSync(all, { recursive: true, encoding: "utf8" })
    .filter((file) => /[^/]\.orch$/u.test(file) && !file.includes("node_modules"))
    .filter((_, at) => laws > 1 || at % 3 === 0);
  return [
    name,
    Math.max(1, Math.round(share / laws)),
    files.map((file) => readFileSync(all + file, "utf8")),
  ] as const;
});
const path = "/main.orch";
const keywords: ReadonlySet<string> = new Set([...reservedWords, ...contextualWords]);

function opened(text: string): { readonly session: Session; readonly project: OpenProject } {
  const session = openSession({ files: [path], root: "/" }, memoryHost({ [path]: text }));
  return { session, project: session.projectOf(path) as OpenProject };
}

/** Where a keyword stands, or a name that is known above; other names nobody can guess. */
function guessable(text: string): ReadonlySet<number> {
  const { project } = opened(text);
  const known = new Set<number>();
  const named = new Set<number>();
  const add = ({ span, symbol, role }: Occurrence, { base }: OpenPart): void => {
    named.add(span.start + base);
    if (role === "declaration" || symbol.what === "module") return;
    const declared = "declared" in symbol ? symbol.declared : undefined;
    const place = declared && project.place(declared.file, declared.span);
    const isBelow = place?.path === path && place.span.start > span.start + base;
    if (!isBelow) known.add(span.start + base);
  };
  for (const part of project.parts(path)) {
    for (const each of occurrencesInHead(part, project)) add(each, part);
    for (const declaration of part.declarations) {
      for (const each of occurrencesIn(lookAt(project, part, declaration))) add(each, part);
    }
  }
  for (const { image, startOffset } of parse(createSourceFile(path, text)).tokens) {
    if (keywords.has(image) && !named.has(startOffset)) known.add(startOffset);
  }
  return known;
}

interface Counted {
  stops: number;
  found: number;
}

/** Writes a text from its beginning, and looks at some stops whether what comes next is among the first ten. */
function write(text: string, share: number, counted: Counted): void {
  const stops = guessable(text);
  const { session } = opened(text.slice(0, text.indexOf("\n") + 1));
  let sofar = text.indexOf("\n") + 1;
  let index = 0;
  for (const { image, startOffset, end } of parse(createSourceFile(path, text)).tokens) {
    if (!stops.has(startOffset) || startOffset < sofar || index++ % share !== 0) continue;
    for (const typed of [0, 1]) {
      const to = Math.min(startOffset + typed, end);
      session.change(path, { start: sofar, end: sofar, text: text.slice(sofar, to) });
      sofar = to;
      const project = session.projectOf(path) as OpenProject;
      const begun = image.slice(0, typed).toLowerCase();
      const labels = completionsAt(project, path, to)
        .items.map(({ label }) => label.replace(/:$/u, ""))
        .filter((label) => label.toLowerCase().startsWith(begun));
      counted.stops += 1;
      if (labels.slice(0, 10).includes(image)) counted.found += 1;
    }
  }
}

test.each(programs)(
  "while programs are written, what comes next is mostly among the first ten: %s",
  (_, share, texts) => {
    const counted: Counted = { stops: 0, found: 0 };
    for (const text of texts) write(text, share, counted);
    expect(counted.stops).toBeGreaterThan(30);
    const rate = counted.found / counted.stops;
    expect(rate, `${counted.found} of ${counted.stops}`).toBeGreaterThanOrEqual(0.9);
  },
);

test("wherever one stops, there is an answer", () => {
  const text = readFileSync(`${folder}house.orch`, "utf8");
  const { session } = opened(text.slice(0, 200));
  let sofar = 200;
  for (let to = 207; to < text.length; to += 61) {
    session.change(path, { start: sofar, end: sofar, text: text.slice(sofar, to) });
    sofar = to;
    const project = session.projectOf(path) as OpenProject;
    completionsAt(project, path, to);
    symbolAt(project, path, to - 1);
    signatureAt(project, path, to);
  }
  expect(session.text(path)?.length).toBe(sofar);
});
