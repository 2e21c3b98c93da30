/*
 * The programs of a page of the documentation. A page is Markdown; what stands in a block fenced as `orch` is a
 * program, or a piece of one.
 *
 * - A block with a `module` line is a whole file.
 * - A block without one goes into the page's last `<!-- prelude: … -->` above it: to its end, or to where the prelude
 *   has a line `// …`, indented as that is. Readers do not see the prelude; it declares what the piece is about.
 * - `<!-- files: … -->` right above a block gives the files beside it, each under a line `//- /path`; the block is the
 *   file that the last of these lines names.
 *
 * A code behind the fence's `orch` is what the compiler has to say of the program; without one it has to say nothing.
 */

export interface Block {
  /** The line of the page that the fence is on, from 1. */
  readonly line: number;
  /** What stands in the fence. */
  readonly text: string;
  /** All files of the program, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly code: string | undefined;
  /** Not a piece: it can be copied as it stands. */
  readonly whole: boolean;
}

const hole = "// …";

export function blocksOf(page: string): readonly Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  let prelude = "";
  let files = "";
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const comment = /^<!-- (prelude|files):$/.exec(line)?.[1];
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (comment === undefined && fence === undefined) {
      if (line.trim() !== "") files = "";
      continue;
    }
    const end = comment === undefined ? "```" : "-->";
    const inside = linesUntil(lines, index + 1, end);
    if (comment === "prelude") prelude = inside.join("\n");
    else if (comment === "files") files = inside.join("\n");
    else {
      const block = blockOf(fence ?? "", inside, { line: index + 1, prelude, files });
      if (block !== undefined) blocks.push(block);
      files = "";
    }
    index += inside.length + 1;
  }
  return blocks;
}

function linesUntil(lines: readonly string[], start: number, end: string): readonly string[] {
  const found = lines.indexOf(end, start);
  if (found === -1) throw new Error(`line ${start}: no line \`${end}\` ends what begins here`);
  return lines.slice(start, found);
}

function blockOf(
  fence: string,
  inside: readonly string[],
  around: { readonly line: number; readonly prelude: string; readonly files: string },
): Block | undefined {
  const [language, code, ...more] = fence.split(" ");
  if (language !== "orch") return undefined;
  if (more.length > 0 || (code !== undefined && !/^ORCH\d{4}$/.test(code))) {
    throw new Error(`line ${around.line}: \`${fence}\` is neither \`orch\` nor \`orch\` and a code`);
  }
  const text = inside.join("\n");
  const whole = inside.some((line) => line.startsWith("module "));
  const file = whole ? text : pieceInside(around.prelude, inside);
  const files = filesOf(around.files === "" ? file : `${around.files}\n${file}`);
  return { line: around.line, text, files, code, whole };
}

/** A text with `//- /path` lines as files; one without is a file by itself. */
function filesOf(text: string): Readonly<Record<string, string>> {
  const [first = "", ...rest] = text.split(/^\/\/- (\S+)\n/m);
  if (rest.length === 0) return { "/main.orch": text };
  if (first !== "")
    throw new Error(`what stands above the first line \`//- /path\` belongs to no file: ${first}`);
  return Object.fromEntries(
    rest.flatMap((name, index) => (index % 2 === 0 ? [[name, rest[index + 1] ?? ""]] : [])),
  );
}

function pieceInside(prelude: string, piece: readonly string[]): string {
  const lines = prelude.split("\n");
  const place = lines.findIndex((line) => line.trim() === hole);
  if (place === -1) return [...lines, ...piece].join("\n");
  const margin = (lines[place] ?? "").replace(hole, "");
  const indented = piece.map((line) => (line === "" ? line : margin + line));
  return lines.toSpliced(place, 1, ...indented).join("\n");
}
