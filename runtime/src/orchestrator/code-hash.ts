import { hash } from "node:crypto";
import { existsSync, readFileSync, type Stats, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { canonical } from "@orchlang/plan/json";
import { limits } from "../limits.ts";

/**
 * The hash of a module and of all modules that it imports by path, transitively; of packages, name and version.
 * Specifiers are found as text after `from`, `import`, `require` and in `new URL(…, import.meta.url)`. Specifiers
 * computed at run time are not found, as in a bundler. A specifier in a comment counts, which does no harm.
 *
 * Files are read again only if their time, size or inode has changed.
 */
export class CodeHashes {
  readonly #files = new Map<string, Known>();
  readonly #packages = new Map<string, string>();

  /** 64 hex digits, the same wherever the folder lies; or why a file could not be read. */
  of(file: string): { readonly hash: string } | { readonly unreadable: string } {
    const parts = new Map<string, string>();
    const open = [resolve(file)];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const name = relative(dirname(file), path).split(sep).join("/");
      if (parts.has(name)) continue;
      const known = this.#read(path);
      if ("unreadable" in known) {
        if (path === resolve(file)) return known;
        parts.set(name, "unreadable");
        continue;
      }
      parts.set(name, known.hash);
      if (parts.size > limits.codeFilesMax)
        return { unreadable: `it imports more than ${limits.codeFilesMax} files` };
      for (const specifier of known.imports) this.#follow(specifier, path, open, parts);
    }
    return { hash: hash("sha256", canonical(Object.fromEntries([...parts].sort(byName))), "hex") };
  }

  #follow(specifier: string, from: string, open: string[], parts: Map<string, string>): void {
    if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return;
    if (!/^\.{0,2}\//u.test(specifier)) {
      const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
      if (!specifier.startsWith("#")) parts.set(`package ${name}`, this.#version(name, dirname(from)));
      return;
    }
    const path = fileOf(resolve(dirname(from), specifier));
    if (path !== undefined) open.push(path);
    else parts.set(`missing ${specifier}`, "");
  }

  #read(path: string): Known | { readonly unreadable: string } {
    try {
      const stats = statSync(path);
      if (!stats.isFile()) return { unreadable: "it is not a file" };
      const mark = markOf(stats);
      const before = this.#files.get(path);
      if (before?.mark === mark) return before;
      const text = readFileSync(path, "utf8");
      const known = {
        mark,
        hash: hash("sha256", text, "hex"),
        imports: /\.json$/u.test(path) ? [] : importsOf(text),
      };
      this.#files.set(path, known);
      return known;
    } catch (error) {
      return { unreadable: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The version of the package as it is installed around a folder. */
  #version(name: string, folder: string): string {
    const place = `${folder} ${name}`;
    const known = this.#packages.get(place);
    if (known !== undefined) return known;
    let version = "not installed";
    for (let at = folder; ; at = dirname(at)) {
      const file = join(at, "node_modules", name, "package.json");
      if (existsSync(file)) version = versionIn(file);
      if (version !== "not installed" || dirname(at) === at) break;
    }
    this.#packages.set(place, version);
    return version;
  }
}

interface Known {
  readonly mark: string;
  readonly hash: string;
  readonly imports: readonly string[];
}

function markOf({ mtimeMs, ctimeMs, size, ino }: Stats): string {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

const specifiers = [
  /\b(?:from|import)\s*(["'])(?<specifier>[^"'\n]+)\1/gu,
  /\b(?:import|require)\s*\(\s*(["'`])(?<specifier>[^"'`\n$]+)\1/gu,
  /\bnew\s+URL\s*\(\s*(["'`])(?<specifier>[^"'`\n$]+)\1\s*,\s*import\.meta\.url/gu,
];

function importsOf(text: string): readonly string[] {
  const results = specifiers.flatMap((form) =>
    [...text.matchAll(form)].map(({ groups }) => groups?.specifier ?? ""),
  );
  return [...new Set(results)].sort();
}

/** Itself, or as CommonJS finds it. */
function fileOf(path: string): string | undefined {
  const ways = ["", ".js", ".cjs", ".json", "/index.js"].map((end) => path + end);
  return ways.find((way) => statSync(way, { throwIfNoEntry: false })?.isFile() === true);
}

function versionIn(file: string): string {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : "without a version";
  } catch (error) {
    return error instanceof Error ? "unreadable" : String(error);
  }
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
