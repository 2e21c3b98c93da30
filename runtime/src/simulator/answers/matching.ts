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
    const texts = fc.sample(fc.stringMatching(new RegExp(pattern, "u")), { seed: 1, numRuns: draws });
    return [...new Set(texts)].sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  } catch (error) {
    // Look-behinds and the like: fast-check draws none, and says so by an exception.
    if (error instanceof Error) return [];
    throw error;
  }
}
