import type { JsonObject } from "@orchlang/plan";
import { type Route, routes } from "../../src/index.ts";

/* docs/api.md, from the table of routes. */

const head = `# The API

Every operation of [\`orch serve\`](server.md), generated from the table that the server serves. \`/openapi.json\` describes the same as OpenAPI 3.1. The base path is \`/api/orchestration\`. Errors are problems (RFC 9457) with a stable \`code\`.

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
  const properties = Object.entries((schema?.properties ?? {}) as Readonly<Record<string, JsonObject>>);
  if (properties.length === 0) return [];
  const required = new Set((schema?.required ?? []) as readonly string[]);
  const rows = properties.map(([name, property]) => {
    const says = typeof property.description === "string" ? `: ${property.description}` : "";
    return `- \`${name}\`${required.has(name) ? "" : " (optional)"}, ${typeOf(property)}${says}`;
  });
  return [`${title}:\n\n${rows.join("\n")}`];
}

/** The type of a value in a few words. */
function typeOf(schema: JsonObject): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${String(value)}\``).join(" or ");
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one) => typeOf(one as JsonObject)).join(" or ");
  if (schema.type === "array") return `list of ${typeOf((schema.items ?? {}) as JsonObject)}`;
  if (schema.type === "object") {
    const names = Object.keys((schema.properties ?? {}) as JsonObject);
    return names.length === 0 ? "object" : `{ ${names.join(", ")} }`;
  }
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  return typeof schema.type === "string" ? schema.type : "any JSON";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
