/** The grammar as TextMate wants it. */
export declare const grammar: { readonly scopeName: string };
