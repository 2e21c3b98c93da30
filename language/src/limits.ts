/* Every bound of the language's own work, with its reason. */

/**
 * Brackets, blocks and interpolations in one another. All who walk the tree may recurse over it; the parser itself
 * needs about 6 KB of stack a level, of the one megabyte that a thread has.
 */
export const nestingMax = 100;

/** Operators, members and calls that follow one another: `a + b + …` is a tree as deep as it is long. */
export const chainMax = 1_000;

/** The most syntax errors that are reported of one file; the rest are counted. */
export const syntaxErrorsMax = 100;

/** Columns of a source line that a rendered excerpt shows. */
export const excerptColumnsMax = 100;

/** Columns that a formatted line may have before a list on it is given a line for each of its items. */
export const lineColumnsMax = 120;
