/**
 * What words of the language say, by where the reference tells more of them: `steps.md#options`. Written `for in with` it
 * is what a `for` says that stands in a node of the kind `with`; without a kind, what one says anywhere else.
 */
export type Meanings = Readonly<Record<string, Readonly<Record<string, string>>>>;
