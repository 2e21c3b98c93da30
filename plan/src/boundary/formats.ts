import { RE2JS, RE2JSException } from "re2js";

/**
 * An address as mail systems take it (RFC 5321's lengths, RFC 5322's dot-atom; letters of all scripts, RFC 6531).
 * Quoted local parts and addresses in brackets are refused: nobody means them.
 */
export function isEmail(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf("@");
  if (at < 1 || at > 64) return false;
  return localForm.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

const localForm = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const labelForm = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

function isDomain(text: string): boolean {
  const labels = text.split(".");
  return labels.length > 1 && labels.every((label) => label.length <= 63 && labelForm.test(label));
}

/** An absolute URL (WHATWG) with its scheme, without white space. */
export function isUrl(text: string): boolean {
  return /^[a-zA-Z][a-zA-Z\d+.-]*:[^\s]+$/.test(text) && text.length <= 8_192 && URL.canParse(text);
}

/** Matches texts against a pattern. */
export interface TextPattern {
  test(text: string): boolean;
}

/**
 * An author's pattern: a regular expression as JavaScript reads it with the flag `u`, matched by an automaton and not by
 * trying, so that no text takes longer than in proportion to its length. Undefined: it is none, or one that only trying can
 * match: looking ahead or behind, referring back, counting beyond a thousand. (R. Cox, "Regular Expression Matching Can Be
 * Simple And Fast", 2007.)
 */
export function textPattern(pattern: string): TextPattern | undefined {
  try {
    const expression = new RegExp(pattern, "u");
    return RE2JS.compile(RE2JS.translateRegExp(expression).replace(scripts, "\\$<not>{$<script>}"));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** `\p{Script=Greek}`, which RE2 calls `\p{Greek}`. */
const scripts = /\\(?<not>[pP])\{(?:Script|sc)=(?<script>\w+)\}/gu;
