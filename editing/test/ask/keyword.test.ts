import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openSession } from "@orchlang/compiler";
import { memoryHost } from "@orchlang/compiler/testing";
import { contextualWords, createSourceFile, parse, reservedWords } from "@orchlang/language";
import { nodeAt } from "@orchlang/language/ast";
import { expect, test } from "vitest";
import { keywordAt, type OpenProject } from "../../src/index.ts";
import { declaring } from "../../src/meanings/declaring.ts";
import { doing } from "../../src/meanings/doing.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const pages = { ...declaring, ...doing };
const words: ReadonlySet<string> = new Set([...reservedWords, ...contextualWords]);
const docs = folder("../../../docs/language/");
const played = folder("../../../cli/test/conformance/programs/");

/** Constructs missing in the reference and the tests. */
const rare = `module rare
service go() { effect idempotent  latency <= 1m }
plan p() { step gone = go() }
guardrail sparing { latency <= 1h  energy <= 1kWh  tokens <= 9 tokens }
scenario "it falls" for p { fault crash before gone  expect completed }
`;

/** The texts of the reference and of the tests: every construct is among them. */
const texts: readonly string[] = [
  rare,
  ...readdirSync(docs).flatMap((name) =>
    [...readFileSync(docs + name, "utf8").matchAll(/^```orch[^\n]*\n([\s\S]*?)^```/gmu)].map(
      ([, text = ""]) => text,
    ),
  ),
  ...readdirSync(played, { recursive: true, encoding: "utf8" })
    .filter((name) => /[^/]\.orch$/u.test(name))
    .map((name) => readFileSync(played + name, "utf8")),
];

const path = "/main.orch";

function opened(text: string): OpenProject | undefined {
  return openSession({ files: [path], root: "/" }, memoryHost({ [path]: text })).projectOf(path);
}

/** Whether what stands there is a name to the tree. */
function isName(project: OpenProject, offset: number): boolean {
  const part = project.partAt(path, offset);
  const at = offset - (part?.base ?? 0) + 1;
  return (part?.declarations ?? []).some((declaration) => {
    const kind = nodeAt(declaration, at)?.kind;
    return kind === "name" || kind === "reference";
  });
}

/** The meaning of the keyword at a mark. */
function saidAt(marked: string): string | undefined {
  const at = marked.indexOf("$0");
  return keywordAt(opened(marked.replace("$0", "")) as OpenProject, path, at)?.says;
}

test("every word of the language says something, which its page tells more of", () => {
  const told = new Set(
    Object.values(pages).flatMap((said) => Object.keys(said).map((key) => key.split(" ")[0])),
  );
  expect([...words].filter((word) => !told.has(word))).toEqual([]);
  for (const [page, said] of Object.entries(pages)) {
    const [file = "", anchor] = page.split("#");
    const text = readFileSync(docs + file, "utf8");
    const headings = [...text.matchAll(/^#+ (.*)$/gmu)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w ]/gu, "")
        .replaceAll(" ", "-"),
    );
    if (anchor !== undefined) expect(headings).toContain(anchor);
    for (const key of Object.keys(said)) expect(text, `${key} in ${file}`).toContain(key.split(" ")[0]);
  }
});

test("wherever a word of the language stands that is no name, it is told; each of its meanings somewhere", () => {
  const reached = new Set<string>();
  const untold: string[] = [];
  for (const text of texts) {
    const project = opened(text);
    if (project === undefined) continue;
    for (const { image, startOffset } of parse(createSourceFile(path, text)).tokens) {
      if (!words.has(image)) continue;
      const found = keywordAt(project, path, startOffset);
      if (found === undefined && !isName(project, startOffset)) {
        untold.push(`${image} in ${text.slice(startOffset - 20, startOffset + 20)}`);
      }
      if (found !== undefined) reached.add(`${found.page} ${found.says}`);
    }
  }
  expect(untold).toEqual([]);
  const never = Object.entries(pages).flatMap(([page, said]) =>
    Object.entries(said).flatMap(([key, says]) => (reached.has(`${page} ${says}`) ? [] : [key])),
  );
  expect(never).toEqual([]);
});

test("a word says what it means where it stands", () => {
  const head = "module m\nresource vans: Van x 2 { at edge }\ntype Van { id: String }\n";
  expect(saidAt(`${head}plan p() {\n  with van = vans f$0or 1h { }\n}\n`)).toBe("The longest hold.");
  expect(saidAt(`${head}tool t() { effect idempotent f$0or 1h }\n`)).toBe(
    "How long the other side remembers the key.",
  );
  expect(saidAt(`${head}type Odd { f$0or: String }\n`)).toBeUndefined();
});
