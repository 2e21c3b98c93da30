import type { Place } from "./define.ts";
import type { Fix } from "./diagnostic.ts";

/** What a diagnostic says at the place of a word, and offers, where another word was most likely meant. */
export interface Suggestion {
  readonly label?: string;
  readonly fixes?: readonly Fix[];
}

/**
 * "Did you mean …?" with the change that makes it so; nothing where nothing is meant. `newText` is what is put at
 * `place`, where that is more than the word itself. Never safe: only the author knows what was meant.
 */
export function didYouMean(place: Place, meant: string | undefined, newText = meant): Suggestion {
  if (meant === undefined || newText === undefined) return {};
  const edits = [{ file: place.file, span: place.span, newText }];
  return {
    label: `did you mean \`${meant}\`?`,
    fixes: [{ title: `Write \`${newText}\``, safe: false, edits }],
  };
}
