/**
 * Words that other languages and tools write for what is written differently here: of programming languages, of
 * workflow files in YAML, of automation and test tools. A row holds the words, the word of this language that takes
 * their place (none where more has to change), and a sentence that says how it is written.
 */
export type BorrowedRow = readonly [words: string, word: string | undefined, written: string];
