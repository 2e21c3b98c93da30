import { type Diagnostic, type Label, pathText } from "@orchlang/language";
import { importCycle } from "./messages.ts";
import type { LoadedModule } from "./module.ts";

/** Every circle of imports, each once, told at the import that closes it. */
export function importCycles(modules: ReadonlyMap<string, LoadedModule>): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const done = new Set<string>();
  for (const start of modules.values()) {
    if (!done.has(start.name)) walk(start, modules, done, diagnostics);
  }
  return diagnostics;
}

interface Visit {
  readonly module: LoadedModule;
  next: number;
}

/** Depth first with a stack of its own: a chain of imports may be longer than the machine's. */
function walk(
  start: LoadedModule,
  modules: ReadonlyMap<string, LoadedModule>,
  done: Set<string>,
  diagnostics: Diagnostic[],
): void {
  const way: Visit[] = [{ module: start, next: 0 }];
  const onWay = new Set([start.name]);
  for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
    const imported = visit.module.tree.imports[visit.next];
    if (imported === undefined) {
      way.pop();
      onWay.delete(visit.module.name);
      done.add(visit.module.name);
      continue;
    }
    visit.next += 1;
    const name = pathText(imported.path);
    const target = modules.get(name);
    if (target === undefined || done.has(name)) continue;
    if (onWay.has(name)) {
      const from = way.findIndex((step) => step.module.name === name);
      diagnostics.push(circleDiagnostic(way.slice(from)));
      continue;
    }
    onWay.add(name);
    way.push({ module: target, next: 0 });
  }
}

/** Told from the module whose name comes first, wherever the search began. */
function circleDiagnostic(circle: readonly Visit[]): Diagnostic {
  const names = circle.map((step) => step.module.name);
  const least = names.indexOf([...names].sort()[0] ?? "");
  const steps = [...circle.slice(least), ...circle.slice(0, least)];
  const way = steps.map((step) => step.module.name);
  const [first, ...labels] = steps.map(({ module, next }) => {
    // The way went on through the import before `next`.
    const followed = module.tree.imports[next - 1];
    const span = followed?.path.span ?? module.tree.span;
    const to = followed === undefined ? "" : pathText(followed.path);
    return { file: module.file.name, span, message: `\`${module.name}\` imports \`${to}\`` };
  }) as [Label, ...Label[]];
  return importCycle.at(first, { way }, way.length === 1 ? {} : { label: first.message, labels });
}
