/**
 * A text of a user or a handler as it is shown: characters that change the direction of what stands around them, or that
 * are no text, are named. `exe.gnp` behind U+202E would look like `png.exe`.
 */
export function plainly(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones to be named
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}›`,
  );
}
