/* Every bound of the language's own work, with its reason. */

/** Brackets, blocks and interpolations in one another: all who walk the tree may recurse over it. */
export const nestingMax = 2560;

/** Operators, members and calls that follow one another: `a + b + …` is a tree as deep as it is long. */
export const chainMax = 1_000;

/** Syntax errors told of one file; the rest are counted. */
export const syntaxErrorsMax = 100;

/** Columns of a source line that a rendered excerpt shows. */
export const excerptColumnsMax = 100;
