import { createSourceFile, parse } from "@orchlang/language";
import type { Declaration, FileNode } from "@orchlang/language/ast";
import { standardModule } from "../src/modules.ts";

/** How declarations are grouped on the page, in this order. */
const groups: readonly (readonly [title: string, kinds: readonly Declaration["kind"][]])[] = [
  ["Types", ["typeDeclaration"]],
  ["Units", ["unitDeclaration"]],
  ["Roles", ["roleDeclaration"]],
  ["Resources", ["resourceDeclaration"]],
  ["Signals", ["signalDeclaration"]],
  ["Flags", ["flagDeclaration"]],
  ["Events and fusions", ["eventDeclaration", "fusionDeclaration"]],
  ["Capabilities", ["capability"]],
  ["Goals and plans", ["goalDeclaration", "planDeclaration"]],
  ["Triggers", ["triggerDeclaration"]],
  ["Policies", ["policyDeclaration"]],
  ["Guardrails", ["guardrailDeclaration"]],
];

/** One public declaration of a module. */
export interface Documented {
  readonly name: string;
  readonly group: string;
  readonly doc: string;
  /** Its text; of a plan, the part before its body. */
  readonly signature: string;
}

export interface DocumentedModule {
  readonly name: string;
  readonly doc: string;
  readonly declarations: readonly Documented[];
  /** The texts of its `defaults`. */
  readonly defaults: readonly string[];
  readonly scenarios: readonly string[];
}

/** The declarations of a module of the standard library, read from its source. */
export function documentedModule(name: string): DocumentedModule {
  const text = standardModule(name)?.text ?? "";
  const { file } = parse(createSourceFile(name, text));
  return {
    name,
    doc: file.module?.doc ?? "",
    declarations: groups.flatMap(([group, kinds]) =>
      file.declarations.flatMap((one) => (kinds.includes(one.kind) ? documented(one, group, text) : [])),
    ),
    defaults: file.declarations.flatMap(({ kind, span }) =>
      kind === "defaultsDeclaration" ? text.slice(span.start, span.end) : [],
    ),
    scenarios: file.declarations.flatMap((one) =>
      one.kind === "scenarioDeclaration" ? text.slice(one.title.span.start + 1, one.title.span.end - 1) : [],
    ),
  };
}

function documented(one: FileNode["declarations"][number], group: string, text: string): Documented | [] {
  if (one.kind === "brokenDeclaration" || one.kind === "scenarioDeclaration" || one.private) return [];
  const written = text.slice(one.span.start, one.span.end);
  const signature = one.kind === "planDeclaration" ? planHead(written) : written;
  return { name: one.name.text, group, doc: one.doc ?? "", signature };
}

/** A plan's head: its parameters may have record types, so the body starts at the first brace that ends its line. */
function planHead(written: string): string {
  return (/^[\s\S]*?(?=\s*\{\n)/u.exec(written)?.[0] ?? written).trimEnd();
}

/** The page `docs/stdlib.md`. */
export function referencePage(modules: readonly DocumentedModule[]): string {
  const counted = modules.flatMap(({ declarations }) => declarations).length;
  return `# Standard library

<!-- Generated from stdlib/std by \`npm run docs:stdlib\`. Edit the doc comments there. -->

${modules.length} modules with ${counted} declarations, written in orch. \`std.units\` needs no import; take names from the others with [\`import\`](language/files-and-modules.md#imports): \`import std.people { Approval }\`.

| module | holds |
|---|---|
${modules.map(tableRow).join("\n")}

${modules.map(section).join("\n\n")}
`;
}

function tableRow({ name, doc, declarations }: DocumentedModule): string {
  const counts = groups.flatMap(([title]) => {
    const count = declarations.filter(({ group }) => group === title).length;
    return count === 0 ? [] : `${title.toLowerCase()}: ${count}`;
  });
  const [first = ""] = doc.split(/(?<=\.)\s/u);
  const holds = counts.length === 0 ? first : `${first} (${counts.join(", ")})`;
  return `| [${name}](#${name.replaceAll(".", "")}) | ${holds.replaceAll("\n", " ")} |`;
}

function section({ name, doc, declarations, defaults, scenarios }: DocumentedModule): string {
  const parts = groups.flatMap(([title]) => {
    const own = declarations.filter(({ group }) => group === title);
    if (own.length === 0) return [];
    const shared = title === "Capabilities" && defaults.length > 0 ? [sharedClauses(defaults)] : [];
    return [`### ${title}`, ...shared, ...(title === "Units" ? [unitsOf(own)] : own.map(entry))];
  });
  const played =
    scenarios.length === 0 ? [] : [`### Scenarios`, scenarios.map((scenario) => `- ${scenario}`).join("\n")];
  return [`## ${name}`, doc, ...parts, ...played].filter(Boolean).join("\n\n");
}

function entry({ name, doc, signature }: Documented): string {
  return [`**${name}**. ${doc}`.trimEnd(), fenced(signature)].join("\n\n");
}

function sharedClauses(defaults: readonly string[]): string {
  const rule =
    "A clause of a capability replaces the [default](language/capabilities.md#defaults) of its kind:";
  return `${rule}\n\n${fenced(defaults.join("\n"))}`;
}

function unitsOf(units: readonly Documented[]): string {
  return fenced(units.map(({ signature }) => signature).join("\n"));
}

function fenced(text: string): string {
  return `\`\`\`orch\n${text}\n\`\`\``;
}
