import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readFixture } from "@orchlang/language/testing";
import { describe, expect, test } from "vitest";
import { compilerCatalogue } from "../src/catalogue.ts";
import { compile } from "../src/compile.ts";
import type { Host } from "../src/host.ts";
import { memoryHost } from "./compile-fixture.ts";

/*
 * Every page of docs/diagnostics is run: what stands under "Wrong" raises that code and no other, what stands under
 * "Right" nothing at all. A page without examples is about something that no text can show.
 *
 * Two kinds of file can't be written down: `//- /a.orch missing` and `//- /a.orch not UTF-8` stand for them.
 */

const folder = fileURLToPath(new URL("../../docs/diagnostics/", import.meta.url));
const pages = readdirSync(folder).filter((name) => /^ORCH\d{4}\.md$/u.test(name));

function example(page: string, heading: string): string | undefined {
  const section = page.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`));
  return section === undefined ? undefined : /```orch\n([\s\S]*?)```/u.exec(section)?.[1];
}

const special = /^\/\/- (\S+) (missing|not UTF-8)$/gmu;

function codesOf(text: string): readonly string[] {
  const faults = new Map([...text.matchAll(special)].map((match) => [match[1] ?? "", match[2] ?? ""]));
  const plain = text.replace(special, "").trim();
  const fixture = plain === "" ? { files: [] } : readFixture(plain);
  const files = Object.fromEntries(fixture.files.map((file) => [file.name, file.text]));
  const readable = memoryHost(files);
  const host: Host = {
    ...readable,
    read(path) {
      if (faults.get(path) === "not UTF-8") return { fault: "not_utf8", message: "is not UTF-8" };
      return readable.read(path);
    },
  };
  const named = [...Object.keys(files), ...faults.keys()].filter((name) => name.endsWith(".orch"));
  return compile({ files: named, root: "/" }, host).diagnostics.map(({ code }) => code);
}

describe("pages of diagnostics", () => {
  for (const name of pages) {
    const code = name.slice(0, -".md".length);
    const page = readFileSync(folder + name, "utf8");
    const wrong = example(page, "Wrong");
    const right = example(page, "Right");
    if (wrong === undefined || right === undefined) continue;
    test(`${code}: the first example raises it, the second is clean`, () => {
      expect([...new Set(codesOf(wrong))]).toEqual([code]);
      expect(codesOf(right)).toEqual([]);
    });
  }
});

describe("every diagnostic of the compiler", () => {
  for (const [code, { title }] of compilerCatalogue) {
    test(`${code} has a page under its title`, () => {
      expect(existsSync(`${folder}${code}.md`)).toBe(true);
      const [heading] = readFileSync(`${folder}${code}.md`, "utf8").split("\n");
      expect(heading).toBe(`# ${code}: ${title}`);
    });
  }
});
