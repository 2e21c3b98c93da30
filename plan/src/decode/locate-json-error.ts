/** Where a text stops being JSON. `ended`: at its very end, where more was to come. */
export interface JsonError {
  readonly offset: number;
  readonly ended: boolean;
  readonly says: string;
}

/**
 * Engines word and place their JSON errors differently, so the place is found anew, by the grammar of RFC 8259
 * and without recursion. To be asked only of a text that `JSON.parse` refused.
 */
export function locateJsonError(text: string): JsonError {
  const open: ("[" | "{")[] = [];
  let at = skipSpace(text, 0);
  let wanted: "value" | "name" | "colon" | "more" = "value";
  let mayClose = false;
  for (;;) {
    const char = text[at];
    if (char === undefined) {
      return { offset: at, ended: true, says: "the text ends here" };
    }
    const inside = open.at(-1);
    const closes = (char === "]" && inside === "[") || (char === "}" && inside === "{");
    if (closes && (wanted === "more" || mayClose)) {
      open.pop();
      at++;
      wanted = "more";
    } else if (wanted === "value" && (char === "[" || char === "{")) {
      open.push(char);
      at++;
      wanted = char === "[" ? "value" : "name";
      mayClose = true;
      at = skipSpace(text, at);
      continue;
    } else if (wanted === "colon" && char === ":") {
      at++;
      wanted = "value";
    } else if (wanted === "more" && char === "," && inside !== undefined) {
      at++;
      wanted = inside === "[" ? "value" : "name";
    } else if (wanted === "value" || (wanted === "name" && char === '"')) {
      const end = scalarEnd(text, at);
      if (typeof end !== "number") return end;
      at = end;
      wanted = wanted === "name" ? "colon" : "more";
    } else {
      return { offset: at, ended: false, says: `${shown(char)} can't stand here` };
    }
    mayClose = false;
    at = skipSpace(text, at);
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}

function shown(char: string): string {
  return char === "`" ? "a backtick" : `\`${char}\``;
}

/** Behind the text, number or word that begins at `from`. */
function scalarEnd(text: string, from: number): number | JsonError {
  if (text[from] === '"') return textEnd(text, from);
  const rest = text.slice(from, from + 400);
  const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/.exec(rest);
  if (scalar !== null) return from + scalar[0].length;
  const ended = from + rest.length === text.length && /^(?:[a-z]{1,4}|-?[\d.eE+-]*)$/.test(rest);
  return ended
    ? { offset: text.length, ended, says: "the text ends here" }
    : { offset: from, ended, says: `${shown(text[from] ?? "")} can't stand here` };
}

function textEnd(text: string, from: number): number | JsonError {
  let at = from + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined) return { offset: at, ended: true, says: "the text ends here" };
    if (char === '"') return at + 1;
    if (char < " ") return { offset: at, ended: false, says: "a line break or control character in a text" };
    if (char === "\\") {
      const escaped = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
      if (escaped === null) {
        const ended = at + 6 > text.length && /^\\u?[0-9a-fA-F]*$/.test(text.slice(at));
        return { offset: ended ? text.length : at, ended, says: "a `\\` that begins no escape" };
      }
      at += escaped[0].length;
    } else {
      at++;
    }
  }
}

/** Line and column from 1, in UTF-16 units. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf("\n"); next !== -1 && next < offset; next = text.indexOf("\n", next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
