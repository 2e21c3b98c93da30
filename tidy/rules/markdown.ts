/** The lines below a heading, down to the next one of its depth or above. */
function section(text: string, heading: string): string {
  const parts = text.split(/^## /m);
  return parts.find((part) => part.startsWith(`${heading}\n`)) ?? "";
}

/** `- **head** text` or `- **head**: text`, of one section. */
export function bullets(
  text: string,
  heading: string,
): readonly { readonly head: string; readonly text: string }[] {
  return [...section(text, heading).matchAll(/^- \*\*(?<head>[^*]+)\*\*:? ?(?<text>.*)$/gm)].map(
    ({ groups }) => ({
      head: groups?.head ?? "",
      text: groups?.text ?? "",
    }),
  );
}

/** The cells of a section's table, without its head; ticks and slashes of folder names taken off. */
export function tableRows(text: string, heading: string): readonly (readonly string[])[] {
  return section(text, heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(/`|\/(?=`)/g, "")),
    );
}

/** The insides of fenced blocks whose language fits. */
export function codeBlocks(text: string, language: RegExp): readonly string[] {
  return [...text.matchAll(/^```(?<language>[^\n]*)\n(?<inside>[\s\S]*?)^```/gm)]
    .filter(({ groups }) => language.test(groups?.language ?? ""))
    .map(({ groups }) => groups?.inside ?? "");
}
