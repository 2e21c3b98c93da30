import { nameUnknown } from "@orchlang/checker/resolve";
import { unknownType } from "@orchlang/checker/types";
import type { OpenProject } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";

/** A name that stands for nothing in its module, and a module that it could be imported from. */
export interface MissingImport {
  readonly name: string;
  readonly module: string;
}

/** The modules of the project and of the standard library that have what a mistake says is nowhere. */
export function missingImports(
  { context, parts, standard }: OpenProject,
  { code, file }: Diagnostic,
  name: string,
): readonly MissingImport[] {
  if (code !== nameUnknown.code && code !== unknownType.code) return [];
  const isWanted = (kind: string): boolean => (kind === "type") === (code === unknownType.code);
  const own = parts(file)[0]?.module;
  const { names } = context.resolved;
  const read = [...names].flatMap(([module, { own: declared }]) => {
    const definition = declared.get(name);
    const isPublic = definition !== undefined && isWanted(definition.kind) && !definition.declaration.private;
    return isPublic && module !== own ? [module] : [];
  });
  const others = standard().filter(
    (one) => one.name === name && isWanted(one.kind) && !names.has(one.module),
  );
  return [...read, ...others.map(({ module }) => module)].map((module) => ({ name, module }));
}
