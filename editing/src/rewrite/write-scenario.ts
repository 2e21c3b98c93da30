import { exampleOf } from "./example.ts";
import { declareBehind, type Rewrite, type RewriteSite } from "./rewrite.ts";

/** Behind a plan or goal: a scenario in which it is done, with something for each parameter that has to be given. */
export function writeScenario(site: RewriteSite): readonly Rewrite[] {
  const { declaration, selected } = site;
  if (declaration.kind !== "planDeclaration" && declaration.kind !== "goalDeclaration") return [];
  const isHead = selected.start <= (declaration.result ?? declaration.name).span.end;
  const { definition, module } = site.look();
  if (!isHead || (definition?.kind !== "plan" && definition?.kind !== "goal")) return [];
  const { params } = module.program.signatureOf(definition);
  // Parameters that are not given are generated when it is played.
  const given = params.flatMap(({ name, type, optional }) => {
    const value = optional ? undefined : exampleOf(type, name, module);
    return value === undefined ? [] : [`  given  ${name} = ${value}`];
  });
  const name = declaration.name.text;
  const title = `${name.replaceAll("_", " ")} goes well`;
  const text = [`scenario "${title}" for ${name} {`, ...given, "  expect completed", "}"].join("\n");
  return [{ title: "Write a scenario", kind: "write", sure: true, edits: [declareBehind(site, text)] }];
}
