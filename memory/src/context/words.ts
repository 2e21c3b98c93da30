/** Words in lower case, and numbers with their sign and decimals, in the order of the text. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[+-]?\p{N}+(?:[.,]\p{N}+)*|\p{L}[\p{L}\p{M}\p{N}]*/gu) ?? [];
}
