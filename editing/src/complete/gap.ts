import type { Look, OpenPart, OpenProject } from "@orchlang/compiler";
import { createSourceFile, type Expected, expectedAfter, parse } from "@orchlang/language";
import { type Declaration, type Node, nodesAt } from "@orchlang/language/ast";
import { lookAt } from "../look.ts";

/** A place where something is to be written: behind what stands before it, in place of the word begun there. */
export interface Gap {
  readonly project: OpenProject;
  readonly part: OpenPart;
  /** The start of the word begun, in the part. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  /** Everything before the word. */
  readonly before: string;
  /** The character before the word, white space left out. */
  readonly sign: string;
  readonly expected: Expected;
}

/** None in a comment or in the text of a string: what is written there is nobody's to complete. */
export function gapAt(project: OpenProject, path: string, offset: number): Gap | undefined {
  const part = project.partAt(path, offset);
  if (part === undefined) return undefined;
  const { text } = part;
  const at = offset - part.base;
  const word = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, at))?.[0] ?? "";
  const start = at - word.length;
  const end = at + (/^[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0].length ?? 0);
  const before = text.slice(0, start);
  if (isProse(before)) return undefined;
  const sign = /(\?\.|\S)\s*$/u.exec(before)?.[1] ?? "";
  return { project, part, start, end, word, before, sign, expected: expectedAfter(before) };
}

/** True if a word behind a text belongs to a comment or a string. */
function isProse(before: string): boolean {
  const { tokens } = parse(createSourceFile("", `${before}${stopgap}`));
  return !tokens.some(({ startOffset, image }) => startOffset === before.length && image === stopgap);
}

/** The declaration around the gap as it would be with a name in it, and the way down to that name. */
export interface Filled {
  readonly look: Look;
  readonly way: readonly Node[];
}

/** A name that nobody writes. */
const stopgap = "orchGapHere";

/** Rules in which a call has to stand: its name alone could not be read. */
const callRules: ReadonlySet<string> = new Set([
  "stepBody",
  "branch",
  "call",
  "startClause",
  "emit",
  "quorum",
]);

/** Possible texts after a name that make its surroundings readable. */
const tails: readonly string[] = [
  ...["", "()", " { }", ": x", " = x", " for 1m { }", " up to 1 { }"],
  ...[" with 1", ' fails "x"', " once", " before x", "(x) = 1", " lost at 1s"],
];

/** Possible texts after the innermost open construct, before closing everything. */
const bodies: readonly string[] = ["", " { }", ": Bool", " = true"];

/** Possible texts after the brackets around the gap, in a scenario. */
const givens: readonly string[] = [" = true", " at 1s"];

export function fill(gap: Gap): Filled | undefined {
  const { expected, part, before, end } = gap;
  const rest = part.text.slice(end);
  const isCall = expected.rules.some((rule) => callRules.has(rule)) && !/^\s*\(/u.test(rest);
  const [first, second, ...others] = tails as readonly [string, string, ...string[]];
  const isFailure = expected.rules[0] === "fail" && expected.string;
  const ordered = isCall ? [second, first, ...others] : isFailure ? [' "x"', ...tails] : tails;
  // As it stands; and as if it ended here, everything open closed.
  for (const tail of ordered.slice(0, 2)) {
    const filled = filledWith(before + stopgap + tail + rest, gap);
    if (filled !== undefined) return filled;
  }
  const open = closersOf(before);
  const closing = ` ${open.join(" ")}`;
  for (const tail of ordered) {
    for (const body of bodies) {
      const filled = filledWith(before + stopgap + tail + closing + body, gap);
      if (filled !== undefined) return filled;
    }
  }
  if (open[0] !== ")") return undefined;
  for (const given of givens) {
    const filled = filledWith(`${before + stopgap})${given} ${open.slice(1).join(" ")}`, gap);
    if (filled !== undefined) return filled;
  }
  return undefined;
}

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** A text up to its first `${`, and from its last `}`. */
const textHead = /^".*\$\{$/su;
const textTail = /^\}.*"$/su;

/** Closes everything that a text leaves open, the innermost first; the `${` of a text with its quote. */
function closersOf(text: string): readonly string[] {
  const open: string[] = [];
  for (const { image, startOffset } of parse(createSourceFile("", text)).tokens) {
    const closer = closers[image];
    if (textHead.test(image)) open.push(image.startsWith('"""') ? '}"""' : '}"');
    else if (textTail.test(image)) {
      // The lexer itself ends an interpolation that is open at the end.
      if (startOffset < text.length) open.pop();
    } else if (closer !== undefined) open.push(closer);
    else if (image === open.at(-1)) open.pop();
  }
  return open.reverse();
}

function filledWith(text: string, { part, project, start }: Gap): Filled | undefined {
  const at = start + 1;
  for (const declaration of part.reread(text)) {
    if (declaration.span.start > at || declaration.span.end < at) continue;
    const way = nodesAt(declaration, at);
    const last = way.at(-1);
    const isThere = (last?.kind === "name" || last?.kind === "reference") && last.text === stopgap;
    if (isThere) return { look: lookAt(project, withText(part, text, declaration), declaration), way };
  }
  return undefined;
}

function withText(part: OpenPart, text: string, declaration: Declaration): OpenPart {
  const { id, path, module, base, imports, header } = part;
  const reread = (other: string) => part.reread(other);
  return { id, path, module, base, imports, header, text, declarations: [declaration], reread };
}
