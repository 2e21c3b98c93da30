import { dotted, isNode, type Module } from "../syntax.ts";

const calls =
  /^(?:(?:globalThis\.)?(?:Date\.now|Math\.random|performance\.\w+|crypto\.(?:randomUUID|getRandomValues)|setTimeout|setInterval|Temporal\.Now\.\w+)|process\.(?:hrtime|uptime|nextTick)(?:\.\w+)?)$/;

/** Every place of a module that reads the clock, waits for it, or draws by chance. */
export function clockAndChance({ nodes, at }: Module): readonly string[] {
  const called = nodes("CallExpression").flatMap(({ callee, start }) => {
    const name = dotted(callee);
    return name !== undefined && calls.test(name) ? [`${at(start)}: calls ${name}`] : [];
  });
  const made = nodes("NewExpression", "CallExpression")
    .filter(({ type, callee, arguments: given }) => {
      const bare = Array.isArray(given) && given.length === 0;
      return isNode(callee) && callee.name === "Date" && (bare || type === "CallExpression");
    })
    .map(({ start }) => `${at(start)}: takes the present Date`);
  const imported = nodes("ImportDeclaration").flatMap(({ source, start }) => {
    const from = isNode(source) ? String(source.value) : "";
    return /^(?:node:)?(?:timers(?:\/promises)?|perf_hooks)$/.test(from)
      ? [`${at(start)}: imports ${from}`]
      : [];
  });
  return [...called, ...made, ...imported];
}
