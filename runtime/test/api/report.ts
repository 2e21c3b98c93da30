import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

/** A node of the syntax tree (ESTree with TypeScript's kinds), read by its fields. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/**
 * The public surface of a front door, name by name: declarations without their bodies and comments, in the order of the
 * alphabet. Made of the sources alone, so that a change of it is seen where it is reviewed.
 */
export function apiOf(door: string): string {
  const names = [...exportedOf(door)].sort((one, other) => (one.name < other.name ? -1 : 1));
  return names.map(({ name, file }) => declaredIn(file, name)).join("\n\n");
}

/** Names of a front door that nothing is said of where they are declared. */
export function undocumentedOf(door: string): readonly string[] {
  return exportedOf(door)
    .filter(({ file, name }) => {
      const text = readFileSync(file, "utf8");
      const declared = bodyOf(file).filter(
        (node) => node.type === "ExportNamedDeclaration" && nameOf(node.declaration as Node | null) === name,
      );
      return !declared.some(({ start }) => text.slice(0, start).trimEnd().endsWith("*/"));
    })
    .map(({ name }) => name);
}

function exportedOf(file: string): readonly { readonly name: string; readonly file: string }[] {
  return bodyOf(file).flatMap((node) => {
    if (node.type !== "ExportNamedDeclaration") return [];
    const from = (node.source as { value?: string } | null)?.value;
    if (from === undefined) {
      const name = nameOf(node.declaration as Node | null);
      return name === undefined ? [] : [{ name, file }];
    }
    const target = fileOf(from, file);
    return (node.specifiers as readonly { local: { name: string } }[]).map(({ local }) => ({
      name: local.name,
      file: declaringFile(target, local.name),
    }));
  });
}

/** The source file that an import leads to, a door of another package included. */
function fileOf(from: string, importer: string): string {
  const door = /^@orchlang\/(?<folder>[^/]+)(?:\/(?<entry>.+))?$/u.exec(from)?.groups;
  if (door === undefined) return resolve(dirname(importer), from);
  return fileURLToPath(new URL(`../../../${door.folder}/src/${door.entry ?? "index"}.ts`, import.meta.url));
}

/** A door only passes a name on: the file behind it declares it. */
function declaringFile(file: string, name: string): string {
  return exportedOf(file).find((one) => one.name === name)?.file ?? file;
}

const bodies = new Map<string, readonly Node[]>();

/** Each file is parsed once: a door is asked for one name after another. */
function bodyOf(file: string): readonly Node[] {
  const body =
    bodies.get(file) ??
    (parseSync(file, readFileSync(file, "utf8")).program.body as unknown as readonly Node[]);
  bodies.set(file, body);
  return body;
}

function nameOf(node: Node | null): string | undefined {
  if (node === null) return undefined;
  if (node.type === "VariableDeclaration")
    return ((node.declarations as readonly Node[])[0]?.id as { name?: string } | undefined)?.name;
  return (node.id as { name?: string } | null)?.name;
}

function declaredIn(file: string, name: string): string {
  const text = readFileSync(file, "utf8");
  const found = bodyOf(file)
    .map((node) => (node.type === "ExportNamedDeclaration" ? (node.declaration as Node | null) : null))
    .filter((node) => node !== null && nameOf(node) === name);
  if (found.length === 0) throw new Error(`${name} is not declared in ${file}`);
  return found.map((node) => signature(node as Node, text)).join("\n");
}

function signature(node: Node, text: string): string {
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return plain(`${text.slice(node.start, bodyStart(node) ?? node.end).trimEnd()};`);
    case "ClassDeclaration":
      return classOf(node, text);
    case "VariableDeclaration":
      return constantOf(node, text);
    default:
      return plain(text.slice(node.start, node.end));
  }
}

function bodyStart(node: Node): number | undefined {
  return (node.body as Node | null | undefined)?.start;
}

function classOf(node: Node, text: string): string {
  const body = node.body as Node & { readonly body: readonly Node[] };
  const members = body.body.flatMap((member) => {
    if ((member.key as Node).type === "PrivateIdentifier") return [];
    const value = member.value as Node | null;
    const end = member.type === "MethodDefinition" && value !== null ? bodyStart(value) : value?.start;
    return [`  ${text.slice(member.start, end ?? member.end).replace(/[=;\s]+$/u, "")};`];
  });
  return plain(`${text.slice(node.start, body.start)}{\n${members.join("\n")}\n}`);
}

/** A type that is written, else the value where it is short: then it is what the type is inferred from. */
function constantOf(node: Node, text: string): string {
  const [declared] = node.declarations as readonly (Node & {
    readonly id: Node;
    readonly init: Node | null;
  })[];
  if (declared === undefined) return "";
  const typed = (declared.id as { typeAnnotation?: unknown }).typeAnnotation != null;
  const whole = plain(text.slice(declared.start, declared.end));
  return `const ${typed || whole.length > 1_000 ? text.slice(declared.id.start, declared.id.end) : whole};`;
}

function plain(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//gu, "")
    .replace(/^\s*\/\/.*$/gmu, "")
    .replace(/[ \t]+$/gmu, "")
    .replace(/\n{2,}/gu, "\n");
}
