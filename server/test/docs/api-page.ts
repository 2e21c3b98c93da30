import type { JsonObject } from "@orchlang/plan";
import { type Route, routes } from "../../src/index.ts";
import { fieldsOf, type TypeWriter, typeText } from "../../src/reference/schema-text.ts";

/* docs/api.md, from the table of routes. */

const head = `# The API

Every operation of [\`orch serve\`](server.md), generated from the table that the server serves. \`/openapi.json\` describes the same as OpenAPI 3.1, and \`/docs\` shows it as a page. The base path is \`/api/orchestration\`. Errors are problems (RFC 9457) with a stable \`code\`.

Operations marked *key* need an \`Idempotency-Key\`: the same key again has the effect of one call.
`;

/** The page: a section for each group, in the order of the table. */
export function apiPage(): string {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.group, [...(groups.get(route.group) ?? []), route]);
  const sections = [...groups].map(
    ([group, all]) => `## ${capitalised(group)}\n\n${all.map(operation).join("\n\n")}\n`,
  );
  return `${head}\n${sections.join("\n")}`;
}

function operation(route: Route): string {
  const { method, path, role, summary, keyed, status = 200 } = route;
  const shown = path.replace(/:(\w+)/gu, "{$1}");
  const marks = [
    `role \`${role}\``,
    ...(keyed === true ? ["key"] : []),
    ...(status === 200 ? [] : [`answers ${status}`]),
  ];
  return [
    `### \`${method} ${shown}\``,
    `${summary}. *${marks.join(", ")}*`,
    ...fields("Query", route.query),
    ...fields("Body", route.body),
    ...fields("Response", route.reply),
  ].join("\n\n");
}

function fields(title: string, schema: JsonObject | undefined): readonly string[] {
  const rows = fieldsOf(schema).map(({ name, schema: property, isOptional }) => {
    const says = typeof property.description === "string" ? `: ${property.description}` : "";
    return `- \`${name}\`${isOptional ? " (optional)" : ""}, ${typeText(property, markdown)}${says}`;
  });
  return rows.length === 0 ? [] : [`${title}:\n\n${rows.join("\n")}`];
}

const markdown: TypeWriter = { code: (text) => `\`${text}\``, plain: (text) => text };

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
