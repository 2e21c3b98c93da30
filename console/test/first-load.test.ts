import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Bytes, gzip: the promise of row D10. */
const firstLoadMax = 250_000;

let once: ReturnType<typeof building> | undefined;

/** The files of the page as they are built, without a disk. */
function built(): ReturnType<typeof building> {
  once ??= building();
  return once;
}

async function building(): Promise<Rollup.RollupOutput["output"]> {
  const result = await build({
    root,
    configFile: `${root}/vite.config.ts`,
    logLevel: "silent",
    build: { write: false },
  });
  if (Array.isArray(result) || !("output" in result)) throw new Error("one bundle was expected");
  return result.output;
}

const sizeOf = (file: Rollup.OutputChunk | Rollup.OutputAsset): number =>
  gzipSync(file.type === "chunk" ? file.code : file.source).length;

test("the first load, to Home and all that it shows, is at most 250 KB", async () => {
  const output = await built();
  const chunks = new Map(
    output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])),
  );
  const needed = new Set<string>();
  const need = (name: string): void => {
    const chunk = chunks.get(name);
    if (chunk === undefined || needed.has(name)) return;
    needed.add(name);
    for (const one of chunk.imports) need(one);
    for (const css of chunk.viteMetadata?.importedCss ?? []) needed.add(css);
  };
  for (const { fileName, isEntry, facadeModuleId } of chunks.values())
    if (isEntry || facadeModuleId?.endsWith("/home/home.tsx") === true) need(fileName);
  const files = output.filter(({ fileName }) => needed.has(fileName) || fileName === "index.html");
  const size = files.reduce((sum, file) => sum + sizeOf(file), 0);
  expect(needed.size).toBeGreaterThan(2);
  expect(size).toBeLessThan(firstLoadMax);
  expect(size).toBeGreaterThan(firstLoadMax / 10);
});

test("the page has no script and no style of its own, and names nothing elsewhere", async () => {
  const page = (await built()).find(({ fileName }) => fileName === "index.html");
  const text = page?.type === "asset" ? String(page.source) : "";
  expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|data:|https?:/u);
  expect([...text.matchAll(/(?:src|href)="(?<url>[^"]+)"/gu)].map(({ groups }) => groups?.url)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\.\/assets\/.*\.js$/u)]),
  );
});
