import type { Diagnostic } from "@orchlang/language";

/** File by file as they were first met, in the order of the text; what two projects found alike is told once. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map<string, number>();
  const known = new Set<string>();
  const once: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { file, span, code, message } = diagnostic;
    if (!files.has(file)) files.set(file, files.size);
    const key = `${file}\n${span.start}\n${span.end}\n${code}\n${message}`;
    if (known.has(key)) continue;
    known.add(key);
    once.push(diagnostic);
  }
  const place = (diagnostic: Diagnostic): number => files.get(diagnostic.file) ?? 0;
  return once.sort((a, b) => place(a) - place(b) || a.span.start - b.span.start || (a.code < b.code ? -1 : 1));
}
