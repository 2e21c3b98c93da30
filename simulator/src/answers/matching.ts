import { textPattern } from "@orchlang/plan/boundary";
import fc from "fast-check";

const drawn = new Map<string, readonly string[]>();
const draws = 24;

/** Texts that match a pattern, the shortest first; none where the pattern is beyond what can be drawn. */
export function textsMatching(pattern: string): readonly string[] {
  let known = drawn.get(pattern);
  if (known === undefined) {
    known = draw(pattern);
    drawn.set(pattern, known);
  }
  return known;
}

function draw(pattern: string): readonly string[] {
  try {
    const form = textPattern(pattern);
    if (form === undefined) return [];
    if (classesOf(pattern).some(isEmpty)) return [];
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, "u")), { seed: 1, numRuns: draws });
    return [...new Set(texts)]
      .filter((text) => form.test(text))
      .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  } catch (error) {
    // Look-behinds and the like: fast-check draws none, and says so by an exception.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** The classes of characters in a pattern, as `[^\s]`. */
function classesOf(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\\.|(\[(?:\\.|[^\]\\])*\])/gsu)].flatMap(([, found]) => found ?? []);
}

/** From a class that no character is of, fast-check would draw for ever. Only what is left out can leave nothing. */
function isEmpty(characterClass: string): boolean {
  if (characterClass === "[]") return true;
  if (!characterClass.startsWith("[^")) return false;
  const one = new RegExp(`^${characterClass}$`, "u");
  return !someCharacters.some((character) => one.test(character));
}

/** Some characters of every part of Unicode. */
const someCharacters: readonly string[] = Array.from({ length: 0x800 }, (_, at) =>
  String.fromCodePoint(at < 0x400 ? at : (at - 0x400) * 0x440),
);
