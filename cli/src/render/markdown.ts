import type { Paint } from "@orchlang/language";

/** A page for a terminal: headings bold, code set off, the rest as it is. */
export function renderMarkdown(text: string, paint: Paint): string {
  let fenced = false;
  const lines: string[] = [];
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    else if (fenced) lines.push(`    ${paint.place(line)}`.trimEnd());
    else if (line.startsWith("#")) lines.push(paint.strong(line.replace(/^#+ /, "")));
    else lines.push(line.replace(/`([^`]+)`/g, (_, code: string) => paint.place(code)));
  }
  return lines.join("\n");
}
