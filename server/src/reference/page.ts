import type { JsonObject } from "@orchlang/plan";
import { encoded } from "../html.ts";
import { type Field, fieldsOf, type TypeWriter, typeText } from "./schema-text.ts";

/* The OpenAPI document as one page of HTML: no script, no picture, and no other file. */

/** The parts of an OpenAPI document that the page shows. */
export interface Described {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly "x-role"?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly content?: Contents }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: JsonObject;
}

type Contents = Readonly<Record<string, { readonly schema?: JsonObject }>>;

interface Entry {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
nav ul { columns: 16rem; padding: 0; list-style: none; }
article { border-top: 1px solid #8886; padding: 0.5rem 0; }
h3 { margin: 0.5rem 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
summary { cursor: pointer; }
`;

/** The page: a section for each group of operations, each operation with its fields. */
export function referencePage(document: Described): string {
  const groups = groupsOf(document);
  const links = [...groups.keys()].map(
    (group) => `<li><a href="#${encoded(group)}">${encoded(capitalised(group))}</a></li>`,
  );
  const sections = [...groups].map(
    ([group, entries]) =>
      `<section id="${encoded(group)}"><h2>${encoded(capitalised(group))}</h2>${entries.map(article).join("")}</section>`,
  );
  const title = `The API of ${document.info.title} ${document.info.version}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${encoded(title)}</title><style>${style}</style></head><body>
<header><h1>${encoded(title)}</h1>
<p>Every operation that this server has. <a href="/openapi.json">/openapi.json</a> describes the same as OpenAPI 3.1.
Errors are problems (RFC 9457) with a stable <code>code</code>.</p></header>
<nav aria-label="Groups"><ul>${links.join("")}</ul></nav>
<main>${sections.join("\n")}</main></body></html>
`;
}

function groupsOf({ paths }: Described): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const group = operation.tags?.[0] ?? "other";
      const id = operation.operationId ?? `${method}${path.replaceAll("/", "-")}`;
      const entry = { id, method: method.toUpperCase(), path, operation };
      groups.set(group, [...(groups.get(group) ?? []), entry]);
    }
  return groups;
}

function article({ id, method, path, operation }: Entry): string {
  const { summary, requestBody, responses, parameters = [] } = operation;
  const [status = "200", response] = Object.entries(responses)[0] ?? [];
  return [
    `<article id="${encoded(id)}"><h3><a href="#${encoded(id)}"><code>${method} ${encoded(path)}</code></a></h3>`,
    `<p>${summary === undefined ? "" : `${encoded(summary)}. `}<em>${encoded(accessOf(operation))}</em></p>`,
    part("Parameters", parameters.map(parameterItem).join("")),
    part("Body", bodyItems(schemaIn(requestBody?.content))),
    part(`Response ${status}`, bodyItems(schemaIn(response?.content))),
    "</article>",
  ].join("");
}

/** The access that an operation needs. */
function accessOf(operation: Operation): string {
  if (operation["x-role"] !== undefined) return `Role ${operation["x-role"]}`;
  return operation.security === undefined ? "Any token" : "Open";
}

function schemaIn(contents: Contents | undefined): JsonObject | undefined {
  return Object.values(contents ?? {})[0]?.schema;
}

function part(title: string, items: string): string {
  return items === "" ? "" : `<details><summary>${title}</summary><ul>${items}</ul></details>`;
}

function parameterItem({ name, in: place, required, description, schema = {} }: Parameter): string {
  const schemaSays = description === undefined ? schema : { ...schema, description };
  return item({ name, schema: schemaSays, isOptional: required !== true }, `, ${place}`, 0);
}

function bodyItems(schema: JsonObject | undefined): string {
  if (schema === undefined) return "";
  const fields = fieldsOf(schema);
  if (fields.length > 0) return fields.map((field) => item(field, "", 0)).join("");
  return `<li>${typeText(schema, html)}${below(schema, 0)}</li>`;
}

function item({ name, schema, isOptional }: Field, place: string, depth: number): string {
  const says = typeof schema.description === "string" ? `: ${encoded(schema.description)}` : "";
  const optional = isOptional ? " (optional)" : "";
  return `<li>${code(name)}${optional}${place}, ${typeText(schema, html)}${says}${below(schema, depth)}</li>`;
}

/** Deeper fields are in /openapi.json: nobody reads a list of the seventh level. */
const depthMax = 3;

/** The fields of an object, of the items of a list, or of the alternatives of a value. */
function below(schema: JsonObject, depth: number): string {
  if (depth >= depthMax) return "";
  const parts = [schema, ...((schema.anyOf ?? []) as readonly JsonObject[])].flatMap(itemsOf);
  const items = parts.flatMap(fieldsOf).map((field) => item(field, "", depth + 1));
  return items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
}

function itemsOf(schema: JsonObject): readonly JsonObject[] {
  return schema.type === "array" && schema.items !== undefined
    ? itemsOf(schema.items as JsonObject)
    : [schema];
}

const html: TypeWriter = { code, plain: encoded };

function code(text: string): string {
  return `<code>${encoded(text)}</code>`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
