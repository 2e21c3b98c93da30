import { closest, type DiagnosticDetails, didYouMean, type Place } from "@orchlang/language";
import { constantText, type Given, type GivenSignal, type GivenValue } from "@orchlang/language/ast";
import type { GivenClause } from "@orchlang/plan/scenarios";
import { lookup } from "../../2-resolve/collect-names.ts";
import { checkArguments } from "../call/arguments.ts";
import { argumentMissing, argumentsTooMany } from "../call/messages.ts";
import { givenTwice, scenarioParameter } from "../declarations/rule-messages.ts";
import { goalOf } from "../declarations/signature.ts";
import { checkExpression } from "../expression/check.ts";
import { definitionAt } from "../scope/module.ts";
import type { ModuleContext } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { errorType, instantType, jsonType } from "../types/kinds.ts";
import { type ScenarioSite, scenarioDuration } from "./target.ts";

/** A fact at the start of a scenario, or an event in its course. */
export function checkGiven(
  node: Given,
  seen: Map<string, Given>,
  site: ScenarioSite,
): GivenClause | undefined {
  const { module } = site;
  switch (node.kind) {
    case "givenValue":
      return givenValue(node, seen, site);
    case "givenSignal":
      return givenSignal(node, site);
    case "givenEvent": {
      const at = scenarioDuration(node.at, "`at` takes", site);
      const event = definitionAt(module, node.event.path, "event", "fusion");
      if (event === undefined) return undefined;
      const { fields } = module.program.eventOf(event);
      const span = event.declaration.name.span;
      const given = checkArguments(
        { name: event.name, params: fields, noun: "field", file: event.file, span },
        {
          arguments: node.event.arguments,
          span: node.event.span,
          env: site.env,
          module: { ...module, expression: site.ctx },
          broken: site.declaration.broken,
        },
      );
      return { kind: "givenEvent", event: event.qualified, fields: given.args, at, twice: node.twice };
    }
    case "givenConsent": {
      const at = scenarioDuration(node.at, "`at` takes", site);
      return { kind: "consentWithdrawn", scope: constantText(node.scope) ?? "", at };
    }
  }
}

/** A reading; of a family, that of one member. */
function givenSignal(node: GivenSignal, site: ScenarioSite): GivenClause | undefined {
  const { program, file } = site.module;
  const signal = definitionAt(site.module, node.signal, "signal");
  if (signal === undefined) return undefined;
  const { type } = program.signalTypeOf(signal);
  const asks = `\`${signal.name}\` is`;
  const value = checkExpression(node.value, { type, asks }, site.env, site.ctx).expression;
  const family = program.familyOf(signal) ?? [];
  const given = node.arguments ?? [];
  const declared = [{ file: signal.file, span: signal.declaration.name.span, message: "declared here" }];
  const [extra] = given.slice(family.length);
  if (extra !== undefined) {
    const counts = {
      callee: signal.name,
      takes: family.length,
      given: given.length,
      noun: "parameter",
    } as const;
    program.report(argumentsTooMany.at({ file, span: extra.span }, counts, { labels: declared }));
  }
  const missing = family.slice(given.length).map((part) => part.name);
  if (missing.length > 0 && !site.declaration.broken) {
    const place = { file, span: node.signal.span };
    program.report(argumentMissing.at(place, { callee: signal.name, names: missing }, { labels: declared }));
  }
  const index = family.flatMap((part, position) => {
    const argument = given[position];
    if (argument === undefined) return [];
    const type = part.members.members.length === 0 ? errorType : part.members;
    const expected = { type, asks: `\`${part.name}\` of \`${signal.name}\` takes` };
    const member = checkExpression(argument.value, expected, site.env, site.ctx).constant?.value;
    return typeof member === "string" ? [member] : [];
  });
  const name = index.length === 0 ? signal.qualified : `${signal.qualified}(${index.join(",")})`;
  const at = node.at && scenarioDuration(node.at, "`at` takes", site);
  return { kind: "givenSignal", signal: name, value, ...(at === undefined ? {} : { at }) };
}

function givenValue(node: GivenValue, seen: Map<string, Given>, site: ScenarioSite): GivenClause | undefined {
  const { module, target } = site;
  const name = node.name.text;
  const place = { file: module.file, span: node.name.span };
  const first = seen.get(name);
  if (first !== undefined) {
    const labels = [{ file: module.file, span: first.span, message: "first here" }];
    module.program.report(givenTwice.at({ ...place, span: node.span }, { name }, { labels }));
    return undefined;
  }
  seen.set(name, node);
  const type = typeOfGiven(name, site);
  if (type === undefined && target.runs !== undefined && name !== "") reportUnknown(node, site);
  if (type === undefined) return undefined;
  const value = checkExpression(node.value, { type, asks: `\`${name}\` is` }, site.env, site.ctx);
  return { kind: "given", name, value: value.expression };
}

/** A parameter of what is played, the time at which it starts, or who it is for. */
function typeOfGiven(name: string, site: ScenarioSite): Type | undefined {
  const parameter = site.target.params.find((one) => one.name === name);
  if (parameter !== undefined) return parameter.type;
  if (name === "now") return instantType;
  return name === "user" ? jsonType : undefined;
}

function reportUnknown(node: GivenValue, site: ScenarioSite): void {
  const { module, target } = site;
  // The plan does not fit its goal, which was reported.
  const { definition } = target;
  const goal = definition.kind === "plan" ? goalOf(definition, module.program.home(definition)) : undefined;
  if (goal?.declaration.parameters.some(({ name }) => name.text === node.name.text)) return;
  const known = target.params.map((parameter) => parameter.name);
  const suggestion = closest(node.name.text, [...known, "now", "user"]);
  const place = { file: module.file, span: node.name.span };
  const params = { name: node.name.text, target: target.definition.name, known };
  const details = suggestion === undefined ? declaredElsewhere(place, node.name.text, module) : undefined;
  module.program.report(scenarioParameter.at(place, params, details ?? didYouMean(place, suggestion)));
}

/** A signal or capability of the module: a scenario gives its value in another way. */
function declaredElsewhere(
  place: Place,
  name: string,
  { names }: ModuleContext,
): DiagnosticDetails | undefined {
  const kind = lookup(names, name)?.kind;
  if (kind === "signal") return asSignal(place, name);
  return kind === "capability"
    ? { help: `Give the result of its calls as \`answer ${name} with …\`.` }
    : undefined;
}

/** `given door = true` */
function asSignal(place: Place, name: string): DiagnosticDetails {
  const newText = `signal ${name}`;
  return {
    help: `Give a signal's value as \`given ${newText} = …\`.`,
    fixes: [{ title: `Write \`${newText}\``, safe: true, edits: [{ ...place, newText }] }],
  };
}
