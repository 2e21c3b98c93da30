import { closest, type Diagnostic, didYouMean } from "@orchlang/language";
import {
  type Action as ActionNode,
  type Expression,
  type Selector as SelectorNode,
  visit,
} from "@orchlang/language/ast";
import type { Action, Selector } from "@orchlang/plan/rules";
import { extend } from "../expression/checking.ts";
import type { Binding, Environment } from "../expression/typed.ts";
import { internalLabel } from "../labels/label.ts";
import { spoiltBinding } from "../scope/environment.ts";
import { definitionAt } from "../scope/module.ts";
import type { CallableDefinition, ModuleContext, Signature } from "../scope/program.ts";
import type { FieldType, RecordType, Type } from "../type.ts";
import { join } from "../types/join.ts";
import { errorType, jsonType, recordType, stringType } from "../types/kinds.ts";
import { ruleCondition } from "./clauses.ts";
import { argumentOfAction, beginsEnded, grantsNothing } from "./rule-messages.ts";
import { isTag, reportUntakenArguments } from "./tagged.ts";

/** A selector as the plan file says it; `undefined` where its name leads nowhere. */
export function checkSelector(node: SelectorNode, module: ModuleContext): Selector | undefined {
  switch (node.kind) {
    case "taggedSelector":
      return isTag(node, module) ? { tagged: node.tag.text } : undefined;
    case "kindSelector":
      return { kind: node.capabilityKind };
    case "anySelector":
      return { any: true };
    case "pathSelector": {
      const callableDefinition = selected(node, module);
      return callableDefinition === undefined ? undefined : { name: callableDefinition.qualified };
    }
  }
}

/** The plans and goals among them, each with its selector. */
export function plansAmong(
  nodes: readonly SelectorNode[],
  module: ModuleContext,
): readonly { readonly node: SelectorNode; readonly plan: CallableDefinition & { kind: "plan" | "goal" } }[] {
  return nodes.flatMap((node) => {
    const plan = selected(node, module);
    return plan === undefined || plan.kind === "capability" ? [] : [{ node, plan }];
  });
}

function selected(node: SelectorNode, module: ModuleContext): CallableDefinition | undefined {
  return node.kind === "pathSelector"
    ? definitionAt(module, node.path, "capability", "plan", "goal")
    : undefined;
}

/** The signatures that several selectors name, if all of them name one; `wrong`: one names nothing selectable. */
export function selectedSignatures(
  nodes: readonly SelectorNode[],
  module: ModuleContext,
): readonly Signature[] | "wrong" | undefined {
  const signatures: Signature[] = [];
  for (const node of nodes) {
    const callableDefinition = selected(node, module);
    if (callableDefinition === undefined) return node.kind === "pathSelector" ? "wrong" : undefined;
    signatures.push(module.program.signatureOf(callableDefinition));
  }
  return signatures;
}

/** The type of `args` for the selected actions; an unknown action was reported, and its arguments may be anything. */
export function argsOf(nodes: readonly SelectorNode[], module: ModuleContext): Type {
  const unknown = nodes.some((node) => node.kind === "pathSelector" && selected(node, module) === undefined);
  return unknown ? errorType : argsType(selectedSignatures(nodes, module));
}

/**
 * The type of `args`: the parameters common to all the actions. After a mistake nothing more is reported. The arguments
 * of an unnamed action are unknown, and read as Json.
 */
export function argsType(signatures: ReturnType<typeof selectedSignatures>): Type {
  if (signatures === "wrong") return errorType;
  const [first, ...others] = signatures ?? [];
  if (first === undefined) return jsonType;
  const shared = first.params.flatMap((param): readonly FieldType[] => {
    let type: Type | undefined = param.type;
    for (const other of others) {
      const same = other.params.find((one) => one.name === param.name);
      type = same === undefined || type === undefined ? undefined : join(type, same.type);
    }
    return type === undefined ? [] : [{ name: param.name, type, ...labelled(param.labels) }];
  });
  return { kind: "record", fields: shared };
}

const labelled = (labels: readonly string[]): Pick<FieldType, "label"> =>
  labels.length === 0 ? {} : { label: labels };

export function localBinding(name: string, type: Type): Binding {
  return { read: { op: "read", from: "local", name }, type, label: internalLabel };
}

export const runType: RecordType = recordType({
  id: stringType,
  plan: stringType,
  started: { kind: "instant" },
  input: jsonType,
});

export const stepType: RecordType = recordType({
  name: stringType,
  capability: stringType,
  attempt: { kind: "int", min: 1 },
});

/**
 * An action of a rule: which, how it ended, and a condition over what it was given and gave. `at`: which end of it the
 * rule is asked at.
 */
export function checkAction(
  node: ActionNode,
  at: "begin" | "end",
  module: ModuleContext,
): Action | undefined {
  const selector = checkSelector(node.selector, module);
  if (at === "begin" && node.state !== undefined) {
    reportEnded(node, node.state, module);
    return undefined;
  }
  if (node.state === "granted" && !mayBeGranted(node, module)) return undefined;
  const around = actionEnvironment(node, at, module);
  const env = node.condition
    ? reportUntakenArguments(node.condition, [node.selector], around, module)
    : around;
  const condition = node.condition && ruleCondition(node.condition, "`when` takes", env, module);
  if (selector === undefined || (node.condition !== undefined && condition === undefined)) return undefined;
  return {
    selector,
    ...(node.state === undefined ? {} : { outcome: node.state }),
    ...(condition === undefined ? {} : { when: condition }),
  };
}

/** How it ends is not known where it begins. */
function reportEnded({ selector, condition, span }: ActionNode, state: string, module: ModuleContext): void {
  const { file } = module;
  const details = { start: selector.span.end, end: span.end };
  const fixes =
    condition === undefined
      ? [{ title: `Leave out \`${state}\``, safe: false, edits: [{ file, span: details, newText: "" }] }]
      : [];
  module.program.report(beginsEnded.at({ file, span: selector.span }, { state }, { fixes }));
}

/** Reports an action whose result can't have `granted: true`. */
function mayBeGranted({ selector, condition, span }: ActionNode, module: ModuleContext): boolean {
  const signatures = selectedSignatures([selector], module);
  if (signatures === undefined || signatures === "wrong") return true;
  const lacking = signatures.find(({ result }) => lacksGrant(result.type));
  if (lacking === undefined) return true;
  const { file } = module;
  const { definition } = lacking;
  const edit = { file, span: { start: selector.span.end, end: span.end }, newText: " completed" };
  const declared = { file: definition.file, span: definition.declaration.name.span };
  module.program.report(
    grantsNothing.at(
      { file, span: selector.span },
      { action: definition.name },
      {
        labels: [{ ...declared, message: `\`${definition.name}\` is declared here` }],
        fixes: condition === undefined ? [{ title: "Write `completed`", safe: false, edits: [edit] }] : [],
      },
    ),
  );
  return false;
}

const plain: ReadonlySet<Type["kind"]> = new Set([
  "nothing",
  "bool",
  "int",
  "float",
  "ratio",
  "string",
  "instant",
  "date",
  "timeOfDay",
  "geo",
  "quantity",
  "range",
  "list",
]);

function lacksGrant(type: Type): boolean {
  if (type.kind === "optional") return lacksGrant(type.of);
  if (type.kind === "record") return !type.fields.some(({ name }) => name === "granted");
  return plain.has(type.kind);
}

function actionEnvironment(node: ActionNode, at: "begin" | "end", module: ModuleContext): Environment {
  const signatures = selectedSignatures([node.selector], module);
  const result = signatures === "wrong" ? errorType : (signatures?.[0]?.result.type ?? jsonType);
  return extend(module.environment, {
    args: localBinding("args", argsOf([node.selector], module)),
    ...(result.kind === "nothing" || at === "begin" ? {} : { result: localBinding("result", result) }),
  });
}

/**
 * Reports `args.x` where an action of the rule takes no `x`, in the rule's own words; gives the environment in which
 * the expression is then read, where `args` says nothing more if it was reported.
 */
export function reportUnknownArguments(
  ast: Expression,
  nodes: readonly SelectorNode[],
  env: Environment,
  module: ModuleContext,
): Environment {
  const signatures = selectedSignatures(nodes, module);
  if (signatures === undefined) return reportUntakenArguments(ast, nodes, env, module);
  if (signatures === "wrong" || signatures.length === 0) return env;
  let reported = false;
  visit(ast, {
    member(node) {
      if (node.object.kind !== "reference" || node.object.text !== "args" || node.member.text === "")
        return undefined;
      const name = node.member.text;
      const lacking = signatures.find((signature) => !signature.params.some((param) => param.name === name));
      if (lacking !== undefined && isAParameter(name)) {
        reported = true;
        module.program.report(unknownArgument(name, lacking, node.member.span, module));
      }
      return undefined;
    },
  });
  return reported ? extend(env, { args: spoiltBinding }) : env;
}

/** List functions may be written behind a dot; a rule's arguments are a record, which has none. */
function isAParameter(name: string): boolean {
  return name !== "size";
}

function unknownArgument(
  name: string,
  lacking: Signature,
  span: Expression["span"],
  module: ModuleContext,
): Diagnostic {
  const { definition, params } = lacking;
  const place = { file: module.file, span };
  const known = params.map((param) => param.name);
  const suggestion = closest(name, known);
  const declared = { file: definition.file, span: definition.declaration.name.span };
  return argumentOfAction.at(
    place,
    { of: { action: definition.name }, name, known },
    {
      labels: [{ ...declared, message: `\`${definition.name}\` is declared here` }],
      ...didYouMean(place, suggestion),
    },
  );
}
