import type { Definition } from "../../2-resolve/definition.ts";
import type { ProgramContext, Tagged } from "./program.ts";

/** The tags of one capability. */
interface Tags {
  readonly names: readonly string[];
  readonly isWhole: boolean;
}

export function tagsOf({ declaration }: Pick<Definition<"capability">, "declaration">): Tags {
  const names = declaration.clauses.flatMap((clause) =>
    clause.kind === "tagsClause" ? clause.tags.map((tag) => tag.text) : [],
  );
  return { names, isWhole: !declaration.broken };
}

export function taggedAmong(
  all: readonly Definition<"capability">[],
  tags: (definition: Definition<"capability">) => Tags,
): Tagged {
  const by = new Map<string, Definition<"capability">[]>();
  let isWhole = true;
  for (const definition of all) {
    const result = tags(definition);
    isWhole &&= result.isWhole;
    for (const tag of result.names) {
      const known = by.get(tag);
      if (known === undefined) by.set(tag, [definition]);
      else known.push(definition);
    }
  }
  return { by, isWhole };
}

/** Those of all modules; asked for only where a rule speaks of a tag. */
export function taggedIn(program: Pick<ProgramContext, "resolved">): Tagged {
  const capabilities = [...program.resolved.names.values()].flatMap((names) =>
    [...names.own.values()].filter((definition) => definition.kind === "capability"),
  );
  return taggedAmong(capabilities, tagsOf);
}
