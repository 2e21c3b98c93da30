import { closingQuoteOf, declarationWords } from "@orchlang/language";

/**
 * Where a file can be cut so that each unit is read by itself: behind the last token before a declaration's word at
 * the start of a line, outside of strings and comments. A place that only looks like one is no harm, since what is
 * torn apart there can't be read and is put together again; nor is one that is missed.
 */
interface Cuts {
  /** Offsets, in the order of the text. */
  readonly at: readonly number[];
  /** A construct begins here that nothing closes: the text after it can't be divided. */
  readonly isOpen: boolean;
}

const declarationWord = new RegExp(
  `(?:private[ \\t]+)?(?:${declarationWords.join("|")})[ \\t]+["\\w\\u0080-\\uffff]`,
  "y",
);

interface Scan {
  readonly text: string;
  /** Strings whose `${` is open: of many lines or of one, and the braces open inside. */
  readonly templates: { readonly multiline: boolean; braces: number }[];
  readonly found: number[];
  /** Behind the last token so far. */
  tokenEnd: number;
  open: boolean;
}

/** All cuts of a text that begins outside of everything. */
export function cutsOf(text: string): Cuts {
  const scan: Scan = { text, templates: [], found: [], tokenEnd: 0, open: false };
  if (beginsDeclaration(text, 0)) scan.found.push(0);
  let at = 0;
  for (at = passPlain(scan, at); at < text.length; at = passPlain(scan, at)) at = step(scan, at);
  if (scan.templates.some(({ multiline }) => multiline)) scan.open = true;
  return { at: scan.found, isOpen: scan.open };
}

function beginsDeclaration(text: string, at: number): boolean {
  declarationWord.lastIndex = at;
  return declarationWord.test(text);
}

const codes = {
  newline: 10,
  space: 32,
  tab: 9,
  quote: 34,
  hash: 35,
  slash: 47,
  star: 42,
  open: 123,
  close: 125,
};

/** By character: letters, digits, and signs that neither begin nor end anything; most of a text. */
const isPlain = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w()[\],.:;<=>+\-|?!@$%&*]/u.test(String.fromCharCode(code)) ? 1 : 0,
);

function passPlain(scan: Scan, start: number): number {
  let at = start;
  while (isPlain[scan.text.charCodeAt(at)] === 1) at++;
  return at === start ? at : passTo(scan, at);
}

/** Passes what begins at `at`. */
function step(scan: Scan, at: number): number {
  const { text } = scan;
  const code = text.charCodeAt(at);
  switch (code) {
    case codes.newline:
      return passLine(scan, at);
    case codes.space:
    case codes.tab:
    case 12:
      return at + 1;
    case codes.quote: {
      const multiline = text.startsWith('"""', at);
      return passString(scan, at + (multiline ? 3 : 1), multiline);
    }
    case codes.slash:
      if (text.charCodeAt(at + 1) === codes.slash) return lineEnd(text, at);
      if (text.charCodeAt(at + 1) === codes.star) return passBlockComment(scan, at);
      break;
    case codes.open:
    case codes.close: {
      const template = scan.templates.at(-1);
      if (template === undefined) break;
      if (code === codes.open) template.braces += 1;
      else if (template.braces > 0) template.braces -= 1;
      else {
        scan.templates.pop();
        return passString(scan, at + 1, template.multiline);
      }
      break;
    }
    case codes.hash:
      return passTo(scan, lineEnd(text, at));
    default: {
      const closing = code > 127 || code === 39 || code === 96 ? closingQuoteOf[text.charAt(at)] : undefined;
      const close = closing === undefined ? -1 : text.indexOf(closing, at + 1);
      if (close !== -1 && close <= lineEnd(text, at)) return passTo(scan, close + 1);
    }
  }
  return passTo(scan, at + 1);
}

function passTo(scan: Scan, end: number): number {
  scan.tokenEnd = end;
  return end;
}

function passLine(scan: Scan, at: number): number {
  const { templates } = scan;
  // A string of one line ends with its line, whatever is open inside.
  const first = templates.findIndex(({ multiline }) => !multiline);
  if (first !== -1) templates.length = first;
  if (templates.length === 0 && beginsDeclaration(scan.text, at + 1)) scan.found.push(scan.tokenEnd);
  return at + 1;
}

function passBlockComment(scan: Scan, at: number): number {
  const end = scan.text.indexOf("*/", at + 2);
  if (end !== -1) return end + 2;
  scan.open = true;
  return scan.text.length;
}

/** Passes a string from inside it, to its end or its next interpolation. */
function passString(scan: Scan, start: number, multiline: boolean): number {
  const { text } = scan;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === codes.quote && (!multiline || text.startsWith('"""', at))) {
      return passTo(scan, at + (multiline ? 3 : 1));
    }
    if (code === 36 && text.charCodeAt(at + 1) === codes.open) {
      scan.templates.push({ multiline, braces: 0 });
      return passTo(scan, at + 2);
    }
    if (code === codes.newline && !multiline) return passTo(scan, at);
    if (code === 92 && !(text.charCodeAt(at + 1) === codes.newline && !multiline)) at++;
  }
  if (multiline) scan.open = true;
  return passTo(scan, text.length);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
