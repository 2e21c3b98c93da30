/** Limits of memory, with reasons. Units are in the names. */
export const limits = {
  /** Characters of one text or value: what is larger is a document, and no question has room for it. */
  textCharsMax: 100_000,
  /** The file's size, in pages of 4 KiB: 256 MiB. Erasing rewrites the whole file, 20 ms a MiB on a busy machine. */
  pagesMax: 65_536,
  /** How long a change waits for another process, in ms: the engine stands still meanwhile, and calls of `std.memory` have 2 s. */
  busyMsMax: 1_000,
  /** Texts that a search compares, the best first. */
  candidatesMax: 500,
  /** Texts of a topic, the newest, that a search in PostgreSQL reads. */
  textsMax: 2_000,
  /** Words of a question that are looked for. */
  wordsMax: 64,
} as const;
