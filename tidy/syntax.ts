import { parseSync } from "vite";
import type { Tree } from "./tree.ts";

/** A node of the syntax tree (ESTree with TypeScript's kinds), read by its fields. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Import {
  /** As written. */
  readonly from: string;
  readonly at: number;
}

/** A TypeScript or JavaScript file, read. */
export interface Module {
  readonly path: string;
  readonly text: string;
  readonly body: readonly Node[];
  readonly comments: readonly { readonly value: string; readonly start: number }[];
  readonly imports: readonly Import[];
  /** Its nodes of a kind, outer before inner. */
  readonly nodes: (...kinds: readonly string[]) => readonly Node[];
  /** `path:line` of an offset. */
  readonly at: (offset: number) => string;
}

const read = new WeakMap<Tree, readonly Module[]>();

/** The modules of the tree whose path fits. */
export function modules(tree: Tree, pattern = /./): readonly Module[] {
  let all = read.get(tree);
  if (all === undefined) {
    const sources = [...tree.files].filter(([path]) => /\.(?:ts|tsx|mts|mjs|js)$/.test(path));
    all = sources.map(([path, text]) => module(path, text));
    read.set(tree, all);
  }
  return all.filter(({ path }) => pattern.test(path));
}

function module(path: string, text: string): Module {
  const parsed = parseSync(path, text);
  const body = parsed.program.body as unknown as readonly Node[];
  const kinds = new Map<string, Node[]>();
  const enter = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) enter(item);
    if (!isNode(value)) return;
    const same = kinds.get(value.type);
    if (same === undefined) kinds.set(value.type, [value]);
    else same.push(value);
    for (const key in value) if (typeof value[key] === "object") enter(value[key]);
  };
  enter(body);

  const nodes = (...wanted: readonly string[]) => wanted.flatMap((kind) => kinds.get(kind) ?? []);
  const named = nodes(
    "ImportDeclaration",
    "ExportNamedDeclaration",
    "ExportAllDeclaration",
    "ImportExpression",
  );
  const imports = named.flatMap(({ source, start }): Import[] => {
    const from = isNode(source) && typeof source.value === "string" ? source.value : undefined;
    return from === undefined ? [] : [{ from, at: start }];
  });
  const at = (offset: number) => `${path}:${text.slice(0, offset).split("\n").length}`;
  return { path, text, body, comments: parsed.comments, imports, nodes, at };
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** `a.b.c` of a chain of names and members; undefined for anything else. */
export function dotted(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return node.name as string;
  if (node.type !== "MemberExpression" || node.computed === true) return undefined;
  const object = dotted(node.object);
  return object === undefined ? undefined : `${object}.${dotted(node.property)}`;
}
