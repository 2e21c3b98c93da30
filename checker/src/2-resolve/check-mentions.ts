import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import { type Declaration, type Name, type Path, pathText, walker } from "@orchlang/language/ast";
import { mistakesPerFileMax } from "../limits.ts";
import { lookup, type ModuleNames, type NamesByModule, nameless } from "./collect-names.ts";
import { type Definition, kindInWords } from "./definition.ts";
import { type Mention, wanted as mentioned, type Wanted } from "./mentions.ts";
import { importedNamePrivate, nameOfOtherKind, nameUnknown } from "./messages.ts";
import type { Outline } from "./outline.ts";

/** The definition that a mention refers to; a missing one is reported here, and nowhere else. */
export function resolvePath(
  path: Name | Path,
  names: ModuleNames,
  modules: NamesByModule,
): Definition | undefined {
  if (path.kind === "name") return lookup(names, path.text);
  const last = path.segments.at(-1)?.text ?? "";
  if (path.segments.length === 1) return lookup(names, last);
  const module = path.segments.slice(0, -1).map((segment) => segment.text);
  const definition = modules.get(module.join("."))?.own.get(last);
  return definition?.declaration.private === true && definition.module !== names.module.name
    ? undefined
    : definition;
}

/** Reports every mention in a module that leads nowhere, or to something of another kind. */
export function checkMentions(
  outlines: readonly Outline[],
  names: ModuleNames,
  modules: NamesByModule,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const plans = () => names.module.tree.declarations;
  const site = { names, modules, plans, file: names.module.file.name };
  for (const { mentions } of outlines) mentionsIn(mentions, site, diagnostics);
  return diagnostics;
}

/** Where names are mentioned: the module's names and plans, the names of all modules, and the file that is spoken of. */
interface MentionSite {
  readonly names: ModuleNames;
  readonly modules: NamesByModule;
  /** The module's declarations, its plans among them; asked for where a name is unknown. */
  readonly plans: () => readonly Declaration[];
  readonly file: string;
}

/** The same of one declaration; what is found goes behind what was found before. */
export function mentionsIn(mentions: readonly Mention[], site: MentionSite, diagnostics: Diagnostic[]): void {
  for (const mention of mentions) {
    const suggests = diagnostics.length < mistakesPerFileMax;
    const diagnostic = checkMention(mention, site, suggests);
    if (diagnostic !== undefined) diagnostics.push(diagnostic);
  }
}

function checkMention(mention: Mention, site: MentionSite, suggests: boolean): Diagnostic | undefined {
  const { names, modules, file } = site;
  const text = mention.name.kind === "name" ? mention.name.text : pathText(mention.name);
  if (isBroken(mention.name)) return undefined;
  const definition = resolvePath(mention.name, names, modules);
  if (definition !== undefined && mention.wanted.kinds.includes(definition.kind)) return undefined;
  if (names.spoilt.has(text)) return undefined;
  if (definition === undefined)
    return names.spoilt.has(nameless) ? undefined : unknown(mention, text, site, suggests);
  const place = { file, span: mention.name.span };
  const labels = [
    {
      file: definition.file,
      span: definition.declaration.name.span,
      message: `\`${definition.name}\` is declared here`,
    },
  ];
  const params = { name: text, is: kindInWords[definition.kind], wanted: withArticle(mention.wanted) };
  return nameOfOtherKind.at(place, params, { labels });
}

/** A part of it is missing, which has been reported. */
function isBroken(name: Name | Path): boolean {
  return name.kind === "name" ? name.text === "" : name.segments.some(({ text }) => text === "");
}

function unknown(mention: Mention, text: string, site: MentionSite, suggests: boolean): Diagnostic {
  const { names, modules, file } = site;
  const place = { file, span: mention.name.span };
  const hidden = privateElsewhere(mention, modules);
  if (hidden !== undefined) {
    const labels = [
      { file: hidden.file, span: hidden.declaration.name.span, message: "declared private here" },
    ];
    return importedNamePrivate.at(place, { name: hidden.name, module: hidden.module }, { labels });
  }
  const params = { name: text, wanted: mention.wanted.says };
  // Beyond the mistakes that are shown, nobody reads what was meant.
  if (!suggests) return nameUnknown.at(place, params);
  const called = calledByStep(mention, text, site);
  if (called !== undefined) {
    const help = `\`${text}\` is a step; what it calls is meant here: \`${called}\`.`;
    return nameUnknown.at(place, params, { ...didYouMean(place, called), help });
  }
  const suggestion = closest(text, fittingNames(mention.wanted, names));
  if (suggestion !== undefined) return nameUnknown.at(place, params, didYouMean(place, suggestion));
  const elsewhere = publicElsewhere(mention, text, modules);
  if (elsewhere === undefined)
    return nameUnknown.at(place, params, { help: howDeclared(mention, text, modules) });
  return nameUnknown.at(place, params, {
    help: `\`${elsewhere.module}\` has one: \`import ${elsewhere.module} { ${text} }\`.`,
  });
}

function howDeclared({ name, wanted }: Mention, text: string, modules: NamesByModule): string {
  const segments = name.kind === "name" ? [name] : name.segments;
  const last = segments.at(-1)?.text ?? text;
  if (segments.length > 1) {
    const module = segments
      .slice(0, -1)
      .map((segment) => segment.text)
      .join(".");
    if (modules.has(module)) return `\`${module}\` has no \`${last}\`: declare it there.`;
    const given = `A value is given to what is called: \`${last}(${module}, …)\`.`;
    const isCall = wanted.says === mentioned.callable.says;
    return `Nothing is imported from a module \`${module}\`.${isCall ? ` ${given}` : ""}`;
  }
  if (/^(?:tool|agent|service|llm|human)$/u.test(last))
    return `In a rule, all capabilities of a kind are \`kind ${last}\`.`;
  const declared = `Declare it, \`${wanted.form.replace("…", last)}\`, or import it.`;
  return wanted.says === mentioned.callable.says
    ? `${declared} A function needs no step: \`let x = ${last}(…)\`.`
    : declared;
}

/** Rules and scenarios speak of capabilities. Where a step of the module has the name, what that step calls is meant. */
function calledByStep({ wanted, name }: Mention, text: string, { plans }: MentionSite): string | undefined {
  if (!wanted.kinds.includes("capability") || (name.kind === "path" && name.segments.length > 1))
    return undefined;
  const called = new Set<string>();
  const look = walker({
    step: ({ name: step, body }) => {
      if (step.text === text && body.kind === "attempt") called.add(pathText(body.call.path));
    },
  });
  for (const declaration of plans()) if (declaration.kind === "planDeclaration") look(declaration);
  return called.size === 1 ? [...called][0] : undefined;
}

function privateElsewhere(mention: Mention, modules: NamesByModule): Definition | undefined {
  if (mention.name.kind === "name" || mention.name.segments.length === 1) return undefined;
  const module = mention.name.segments.slice(0, -1).map((segment) => segment.text);
  return modules.get(module.join("."))?.own.get(mention.name.segments.at(-1)?.text ?? "");
}

function publicElsewhere(mention: Mention, text: string, modules: NamesByModule): Definition | undefined {
  for (const other of modules.values()) {
    const definition = other.own.get(text);
    if (
      definition !== undefined &&
      !definition.declaration.private &&
      mention.wanted.kinds.includes(definition.kind)
    ) {
      return definition;
    }
  }
  return undefined;
}

function fittingNames(wanted: Wanted, names: ModuleNames): readonly string[] {
  const fitting: string[] = [];
  for (const [name, definition] of names.own) if (wanted.kinds.includes(definition.kind)) fitting.push(name);
  for (const [name, { definition }] of names.imported) {
    if (wanted.kinds.includes(definition.kind)) fitting.push(name);
  }
  return fitting;
}

function withArticle(wanted: Wanted): string {
  return /^[aeiou]/u.test(wanted.says) ? `an ${wanted.says}` : `a ${wanted.says}`;
}
