import type { Definition } from "../../2-resolve/definition.ts";
import type { Origin } from "../origin.ts";

export function originOf(definition: Definition): Origin {
  const { declaration, file, module } = definition;
  return {
    file,
    span: declaration.span,
    nameSpan: declaration.name.span,
    module,
    ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
  };
}
