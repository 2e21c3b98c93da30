/** The list functions that take `x => …`; the last five do without one too. */
export const foldNames: readonly string[] = [
  "map",
  "filter",
  "any",
  "all",
  "find",
  "sort_by",
  "group_by",
  "count",
  "sum",
  "min",
  "max",
  "flatten",
  "distinct",
];
