/** Lines around a change. */
const around = 3;

/** A unified diff of one file, as `patch` and `git apply` take it; empty: nothing has changed. */
export function patchOf(path: string, before: string, after: string): string {
  if (before === after) return "";
  const rows = rowsOf(linesOf(before), linesOf(after));
  const old = before === "" ? "/dev/null" : `a/${path}`;
  return [`--- ${old}`, `+++ b/${path}`, ...hunksOf(rows), ""].join("\n");
}

interface Row {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** The lines; the last one is marked where no line end follows it. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return last === "" ? lines : [...lines, `${last}\n\\ No newline at end of file`];
}

/** Old and new lines with the longest common subsequence of what is between their common beginning and end. */
function rowsOf(old: readonly string[], fresh: readonly string[]): readonly Row[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, fresh.length) - head;
  while (tail < most && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const a = old.slice(head, old.length - tail);
  const b = fresh.slice(head, fresh.length - tail);
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? 1 + (longest[(i + 1) * width + j + 1] ?? 0)
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const rows: Row[] = old.slice(0, head).map(same);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      rows.push(same(left));
      i += 1;
      j += 1;
    } else if (
      left !== undefined &&
      (right === undefined || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      rows.push({ sign: "-", text: left });
      i += 1;
    } else if (right !== undefined) {
      rows.push({ sign: "+", text: right });
      j += 1;
    }
  }
  return [...rows, ...old.slice(old.length - tail).map(same)];
}

const same = (text: string): Row => ({ sign: " ", text });

function hunksOf(rows: readonly Row[]): readonly string[] {
  const hunks: string[] = [];
  let at = 0;
  let [oldLine, newLine] = [1, 1];
  while (at < rows.length) {
    const first = rows.findIndex(({ sign }, index) => index >= at && sign !== " ");
    if (first === -1) break;
    const from = Math.max(at, first - around);
    oldLine += from - at;
    newLine += from - at;
    let end = first;
    for (let index = first; index < rows.length && index <= end + 2 * around; index++)
      if (rows[index]?.sign !== " ") end = index;
    end = Math.min(rows.length, end + 1 + around);
    const own = rows.slice(from, end);
    const olds = own.filter(({ sign }) => sign !== "+").length;
    const news = own.filter(({ sign }) => sign !== "-").length;
    const range = (line: number, count: number): string => `${count === 0 ? line - 1 : line},${count}`;
    hunks.push(`@@ -${range(oldLine, olds)} +${range(newLine, news)} @@`);
    hunks.push(...own.map(({ sign, text }) => `${sign}${text}`));
    oldLine += olds;
    newLine += news;
    at = end;
  }
  return hunks;
}
