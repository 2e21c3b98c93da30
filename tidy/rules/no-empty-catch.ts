import type { Rule } from "../rule.ts";
import { isNode, modules } from "../syntax.ts";

export const noEmptyCatch: Rule = {
  name: "No error is caught and dropped.",
  find: (tree) =>
    modules(tree).flatMap(({ nodes, at }) => [
      ...nodes("CatchClause")
        .filter(({ body }) => isNode(body) && (body.body as unknown[]).length === 0)
        .map(({ start }) => `${at(start)}: an empty catch`),
      ...nodes("CallExpression")
        .filter(({ callee, arguments: given }) => dropsRejection(callee, given))
        .map(({ start }) => `${at(start)}: a rejection is dropped`),
    ]),
  broken: {
    "cli/src/a.ts": "try { open(); } catch { /* nothing to do */ }",
    "cli/src/b.ts": "later().catch(() => {});",
  },
  sound: { "cli/src/c.ts": "try { open(); } catch { close(); }\nlater().catch((error) => tell(error));" },
};

/** `.catch(() => {})` */
function dropsRejection(callee: unknown, given: unknown): boolean {
  if (!isNode(callee) || !isNode(callee.property) || callee.property.name !== "catch") return false;
  const [handler] = Array.isArray(given) ? given : [];
  if (!isNode(handler) || !isNode(handler.body)) return false;
  return handler.body.type === "BlockStatement" && (handler.body.body as unknown[]).length === 0;
}
