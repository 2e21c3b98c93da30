import type { Rule } from "../rule.ts";
import { dotted, modules } from "../syntax.ts";

export const oneWayOut: Rule = {
  name: "Only cli/src/terminal writes to a standard stream.",
  find: (tree) =>
    modules(tree, /^cli\/src\/(?!terminal\/|dev\.ts)/).flatMap(({ nodes, at }) =>
      nodes("MemberExpression").flatMap((node) => {
        const name = dotted(node);
        return name !== undefined && /^(?:process\.std(?:out|err)|console\.\w+)$/.test(name)
          ? [`${at(node.start)}: uses ${name}`]
          : [];
      }),
    ),
  broken: {
    "cli/src/commands/a.ts": 'process.stdout.write("a");',
    "cli/src/render/b.ts": 'console.log("b");',
    "cli/src/c.ts": "export const stream = process.stderr;",
  },
  sound: { "cli/src/terminal/terminal.ts": 'process.stdout.write("a");' },
};
