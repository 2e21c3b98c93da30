/**
 * The meanings of keywords, by the page of the reference: `steps.md#options`. `for in with` is the meaning of a `for`
 * inside a node of the kind `with`; without a kind, the meaning everywhere else.
 */
export type Meanings = Readonly<Record<string, Readonly<Record<string, string>>>>;
