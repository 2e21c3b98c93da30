import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Host } from "@orchlang/checker";
import { createSourceFile, type Diagnostic, type SourceFile } from "@orchlang/language";
import { readFixture } from "@orchlang/language/testing";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { compile } from "../../src/compile.ts";
import { memoryHost } from "../compile-fixture.ts";

/*
 * The programs on the pages of docs/diagnostics: what stands under "Wrong", and the same mended under "Right". A page
 * without them is about something that no short text can show.
 *
 * Some kinds of file can't be written down: `//- /a.orch missing`, `//- /a.orch not UTF-8` and `//- /a.orch too large` stand
 * for them.
 */

const pagesFolder = fileURLToPath(new URL("../../../docs/diagnostics/", import.meta.url));

export interface Page {
  readonly code: string;
  readonly text: string;
  readonly wrong: string | undefined;
  readonly right: string | undefined;
}

export const pages: readonly Page[] = readdirSync(pagesFolder)
  .filter((name) => /^ORCH\d{4}\.md$/u.test(name))
  .sort()
  .map((name) => {
    const text = readFileSync(pagesFolder + name, "utf8");
    return { code: name.slice(0, -3), text, wrong: example(text, "Wrong"), right: example(text, "Right") };
  });

function example(page: string, heading: string): string | undefined {
  const section = page.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`));
  return section === undefined ? undefined : /```orch\n([\s\S]*?)```/u.exec(section)?.[1];
}

const special = /^\/\/- (\S+) (missing|not UTF-8|too large)$/gmu;

/** What the compiler says of a text, and the sources that it says it of. */
export interface Told {
  readonly diagnostics: readonly Diagnostic[];
  readonly hints: readonly Diagnostic[];
  readonly sourceOf: (file: string) => SourceFile | undefined;
}

export function tell(text: string): Told {
  const faults = new Map([...text.matchAll(special)].map((match) => [match[1] ?? "", match[2] ?? ""]));
  const plain = text.replace(special, "").trim();
  const fixture = plain === "" ? { files: [] } : readFixture(plain);
  return tellFiles(Object.fromEntries(fixture.files.map((file) => [file.name, file.text])), faults);
}

/** Compiles the `.orch` files of `files` together; `faults` says which of them can't be read, and how. */
export function tellFiles(
  files: Readonly<Record<string, string>>,
  faults: ReadonlyMap<string, string> = new Map(),
): Told {
  const readable = memoryHost(files);
  const host: Host = {
    ...readable,
    read(path) {
      if (faults.get(path) === "not UTF-8") return { fault: "not_utf8", message: "is not UTF-8" };
      if (faults.get(path) === "too large")
        return { fault: "too_large", message: "it has 5,000,000 characters, and the limit is 2,000,000" };
      return readable.read(path);
    },
  };
  const named = [...Object.keys(files), ...faults.keys()].filter((name) => name.endsWith(".orch"));
  const { diagnostics, hints } = compile({ files: named, root: "/" }, host);
  const standard = new Map(
    standardModules.map(standardModule).map((module) => [module?.path ?? "", module?.text]),
  );
  const sourceOf = (file: string): SourceFile | undefined => {
    const text = files[file] ?? standard.get(file);
    return text === undefined ? undefined : createSourceFile(file, text);
  };
  return { diagnostics, hints: hints(), sourceOf };
}
