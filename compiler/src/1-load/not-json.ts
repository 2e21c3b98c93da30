import type { Diagnostic, DiagnosticDetails, SourceFile } from "@orchlang/language";
import { locateJsonError } from "@orchlang/plan";
import { projectNotJson } from "./messages.ts";

/** Says why a text is no JSON, and what to do where it is a habit of other notations. To be asked only if it is none. */
export function notJson(file: SourceFile): Diagnostic {
  const { text } = file;
  const { offset, says } = locateJsonError(text);
  const comma = /,\s*$/u.exec(text.slice(0, offset));
  if (comma !== null && /^[}\]]/u.test(text.slice(offset))) {
    const span = { start: comma.index, end: comma.index + 1 };
    const edits = [{ file: file.name, span, newText: "" }];
    return projectNotJson.at(
      { file: file.name, span },
      { because: `nothing follows the comma but \`${text[offset] ?? ""}\`` },
      { fixes: [{ title: "Take the comma away", safe: true, edits }] },
    );
  }
  const word = /^\w+/u.exec(text.slice(offset))?.[0] ?? "";
  const span = { start: offset, end: Math.min(text.length, offset + Math.max(1, word.length)) };
  return projectNotJson.at(
    { file: file.name, span },
    { because: says },
    { ...adviceFor(text.slice(offset), word) },
  );
}

function adviceFor(rest: string, word: string): DiagnosticDetails {
  if (rest.startsWith("//") || rest.startsWith("/*") || rest.startsWith("#")) {
    return { help: "JSON has no comments: take it away." };
  }
  if (rest.startsWith("'")) return { help: "Texts stand in double quotes." };
  if (word !== "" && /^\s*:/u.test(rest.slice(word.length)))
    return { help: `Put the key in quotes: \`"${word}"\`.` };
  if (rest.startsWith('"')) return { help: "Put a comma between the one before and this." };
  return {};
}
