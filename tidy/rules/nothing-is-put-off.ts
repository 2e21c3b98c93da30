import type { Rule } from "../rule.ts";
import { modules } from "../syntax.ts";

const marks = /\b(?:TODO|FIXME|XXX|HACK|WIP)\b/;

export const nothingIsPutOff: Rule = {
  name: "No comment postpones work.",
  find: (tree) =>
    modules(tree).flatMap(({ comments, at }) =>
      comments.filter(({ value }) => marks.test(value)).map(({ value, start }) => `${at(start)}:${value}`),
    ),
  broken: { "plan/src/a.ts": "// TODO: later" },
  sound: { "plan/src/b.ts": '// Told once.\nexport const mark = "TODO";' },
};
