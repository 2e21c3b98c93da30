import type { Diagnostic, Fix, Label } from "@orchlang/language";

/** What nobody knows: undeclared names, types, values, fields, arguments and members. */
const unknown: ReadonlySet<string> = new Set([
  "ORCH2005",
  "ORCH3001",
  "ORCH3006",
  "ORCH3007",
  "ORCH3011",
  "ORCH3201",
  "ORCH3702",
]);

/** More places than these are counted. */
const placesShown = 4;

/**
 * One mistake, one error: a name that is not there is told where it is first used in a file; its other uses are
 * places of the same mistake, and its fix mends them all. An editor marks each of them by itself.
 *
 * @param diagnostics in the order of the text.
 */
export function toldOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  // Where there are too many to be shown they are counted one by one.
  const counted = new Set(diagnostics.flatMap(({ omitted, file }) => (omitted === undefined ? [] : [file])));
  for (const diagnostic of diagnostics) {
    const { code, file, message, span } = diagnostic;
    const isOne = unknown.has(code) && !counted.has(file);
    const key = `${code}\n${file}\n${isOne ? "" : span.start}\n${message}`;
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [diagnostic]);
    else alike.push(diagnostic);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : joined(first, others)],
  );
}

function joined(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  const shown = others.slice(0, placesShown);
  const places: readonly Label[] = shown.map(({ file, span }) => ({ file, span, message: "and here" }));
  const left = others.length - shown.length;
  const notes =
    left === 0 ? [] : [`So it is in ${left} more ${left === 1 ? "place" : "places"} of this file.`];
  return {
    ...first,
    labels: [...first.labels, ...places],
    notes: [...first.notes, ...notes],
    fixes: first.fixes.map((fix, index) =>
      everywhere(
        fix,
        others.map(({ fixes }) => fixes[index]),
      ),
    ),
  };
}

/** The same change in every place, if each of them has it. */
function everywhere(fix: Fix, others: readonly (Fix | undefined)[]): Fix {
  const alike = others.flatMap((other) => (other?.title === fix.title ? [other] : []));
  if (alike.length < others.length) return fix;
  return { ...fix, edits: [fix, ...alike].flatMap(({ edits }) => edits) };
}
