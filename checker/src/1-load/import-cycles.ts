import type { Diagnostic, Label } from "@orchlang/language";
import { pathText } from "@orchlang/language/ast";
import { cycles } from "@orchlang/plan/graph";
import { importCycle } from "./messages.ts";
import type { LoadedModule } from "./module.ts";

interface Arc {
  readonly from: string;
  readonly to: string;
}

/**
 * Import cycles, each reported from the module whose name comes first, wherever the search began. Where many cycles
 * share modules, a shortest one is reported, then what remains without its last import, and so on.
 */
export function importCycles(modules: ReadonlyMap<string, LoadedModule>): readonly Diagnostic[] {
  const names = [...modules.keys()].sort();
  const circles: (readonly string[])[] = [];
  let arcs: readonly Arc[] = names.flatMap((from) => importsOf(modules, from).map((to) => ({ from, to })));
  while (circles.length < circlesMax) {
    const found = cycles(names, arcs);
    if (found.length === 0) break;
    circles.push(...found);
    const closing = new Set(found.map((way) => arcKey(way.at(-2) ?? "", way.at(-1) ?? "")));
    arcs = arcs.filter(({ from, to }) => !closing.has(arcKey(from, to)));
  }
  return circles.map((way) => circleDiagnostic(modules, fromFirstName(way.slice(0, -1))));
}

/** Beyond these nobody reads on: the first ones have to be mended in any case. */
const circlesMax = 20;

function importsOf(modules: ReadonlyMap<string, LoadedModule>, name: string): readonly string[] {
  const imported = modules.get(name)?.tree.imports.map(({ path }) => pathText(path)) ?? [];
  return [...new Set(imported)].filter((each) => modules.has(each));
}

/** No name of a module has a space in it. */
function arcKey(from: string, to: string): string {
  return `${from} ${to}`;
}

function fromFirstName(circle: readonly string[]): readonly string[] {
  const least = circle.indexOf([...circle].sort()[0] ?? "");
  return [...circle.slice(least), ...circle.slice(0, least)];
}

function circleDiagnostic(modules: ReadonlyMap<string, LoadedModule>, way: readonly string[]): Diagnostic {
  const [first, ...labels] = way.flatMap((name, at): Label[] => {
    const to = way[(at + 1) % way.length] ?? name;
    const module = modules.get(name);
    const followed = module?.tree.imports.find(({ path }) => pathText(path) === to);
    if (module === undefined || followed === undefined) return [];
    return [{ file: module.file.name, span: followed.path.span, message: `\`${name}\` imports \`${to}\`` }];
  }) as [Label, ...Label[]];
  return importCycle.at(first, { way }, way.length === 1 ? {} : { label: first.message, labels });
}
