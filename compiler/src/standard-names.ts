import type { Host } from "@orchlang/checker";
import { type DefinitionKind, definitionKinds } from "@orchlang/checker/resolve";
import { createSourceFile, parse } from "@orchlang/language";

/** The declarations of the standard library's modules, known without importing them. */
export interface StandardName {
  readonly module: string;
  readonly name: string;
  readonly kind: DefinitionKind;
  /** As it is written, up to its braces. */
  readonly head: string;
}

/** All that may be imported of the standard library. */
export function standardNames(host: Host): readonly StandardName[] {
  return host.standardModules.flatMap((module) => {
    const text = host.standard(module)?.text ?? "";
    return parse(createSourceFile(module, text)).file.declarations.flatMap((one): readonly StandardName[] => {
      if (one.kind === "scenarioDeclaration" || one.kind === "brokenDeclaration" || one.private) return [];
      const written = text.slice(one.span.start, one.span.end);
      const [head = ""] = written.split(/\s*\{|\n/u);
      return [{ module, name: one.name.text, kind: definitionKinds[one.kind], head }];
    });
  });
}
