/** Members of a pool: each is an entry in the state of control. As many as a registry may name. */
export const poolMembersMax = 100_000;

/**
 * What a value has to hold at least: items of lists, entries of maps, characters of texts. Inputs, answers and results have
 * at most 8 MiB, so no value of a type that asks for more could ever be given.
 */
export const leastSizeMax = 8 * 1024 * 1024;
