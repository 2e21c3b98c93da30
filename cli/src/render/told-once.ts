import type { Diagnostic, Fix, Label } from "@orchlang/language";

/** What nobody knows: declarations, types and members. */
const declared: ReadonlySet<string> = new Set(["ORCH2005", "ORCH3001", "ORCH3011"]);

/** Values, fields, members, arguments and parameters. Their messages end with the name. */
const used: ReadonlySet<string> = new Set([...["ORCH3006", "ORCH3007", "ORCH3201", "ORCH3702", "ORCH3811"]]);

/** What may be missing wherever it is used as if it were there. */
const mayBeMissing = "ORCH3003";

/** More places than these are counted. */
const placesShown = 4;

/**
 * One mistake, one error: a name that is not there is told where it is first used in a file; its other uses are
 * places of the same mistake, and its fix mends them all, whatever they are told of (a value, a field, an argument): it
 * was declared by another name, or is used so throughout. So is a value that may be missing. An editor marks each of
 * them by itself.
 *
 * @param diagnostics in the order of the text.
 */
export function toldOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>();
  // Where there are too many to be shown they are counted one by one.
  const counted = new Set(diagnostics.flatMap(({ omitted, file }) => (omitted === undefined ? [] : [file])));
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic;
    const key = `${file}\n${counted.has(file) ? placeKey(diagnostic) : mistakeKey(diagnostic)}`;
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [diagnostic]);
    else alike.push(diagnostic);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [others.length === 0 ? first : joined(first, others)],
  );
}

function mistakeKey(diagnostic: Diagnostic): string {
  const { code, message } = diagnostic;
  if (code === mayBeMissing && !message.startsWith("`none`")) return `${code}\n${message}`;
  if (declared.has(code)) return `${code}\n${message}`;
  return used.has(code) ? `no ${message.match(/`[^`]*`/gu)?.at(-1)}` : placeKey(diagnostic);
}

function placeKey({ code, message, span }: Diagnostic): string {
  return `${code}\n${span.start}\n${message}`;
}

function joined(first: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  const shown = others.slice(0, placesShown);
  const places: readonly Label[] = shown.map(({ file, span }) => ({ file, span, message: "and here" }));
  const left = others.length - shown.length;
  const notes =
    left === 0 ? [] : [`The same in ${left} more ${left === 1 ? "place" : "places"} of this file.`];
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
