import type { Attempt as AttemptNode, Invocation, Options } from "@orchlang/language/ast";
import type { Attempt, Target } from "@orchlang/plan/nodes";
import { checkArguments } from "../call/arguments.ts";
import { checkFlows } from "../call/flow.ts";
import { ensuredResult, followedLabel, resultLabel } from "../call/result.ts";
import type { ArgumentLabel, TracedLabel } from "../checked.ts";
import type { Environment } from "../expression/typed.ts";
import { joinLabels, publicLabel } from "../labels/label.ts";
import { definitionAt } from "../scope/module.ts";
import type { CallableDefinition } from "../scope/program.ts";
import type { Type } from "../type.ts";
import { errorType } from "../types/kinds.ts";
import { gather, withoutReleased } from "./expressions.ts";
import { declaredFailures, failuresOf } from "./failures.ts";
import { type CheckedOptions, checkOptions, type Optioned } from "./options.ts";
import { checkPick } from "./pick.ts";
import type { CheckContext } from "./site.ts";

/** One way of doing a step, understood. */
export interface CheckedAttempt {
  readonly attempt: Attempt;
  readonly type: Type;
  readonly label: TracedLabel;
  /** The label of all its inputs. */
  readonly inputLabel: TracedLabel;
  readonly options: CheckedOptions;
  /** By `slot.parameter`. */
  readonly argumentLabels: readonly ArgumentLabel[];
  /** All names under which it may fail, and those that it declares; unknown where what is called is. */
  readonly failures: readonly string[] | undefined;
  readonly declaredFailures: readonly string[];
}

interface AttemptSite {
  /** `do`, `else1`, …: which of a step's attempts it is. */
  readonly slot: string;
  readonly of: Optioned;
  readonly options: Options | undefined;
}

export function checkAttempt(node: AttemptNode, site: AttemptSite, context: CheckContext): CheckedAttempt {
  const checked = checkCall(node.call, site, context);
  const using = node.using === undefined ? undefined : checkPick(node.using, undefined, context)?.pick;
  return using === undefined ? checked : { ...checked, attempt: { ...checked.attempt, using } };
}

/** A call with its options. Where nothing of its name is there, only the options are looked at. */
export function checkCall(call: Invocation, site: AttemptSite, context: CheckContext): CheckedAttempt {
  const { module } = context;
  const { program } = module;
  const definition = definitionAt(module, call.path, "capability", "plan", "goal");
  if (definition === undefined) return unknownCall(site, context);
  const signature = program.signatureOf(definition);
  const given = checkArguments(
    {
      name: definition.name,
      params: signature.params,
      noun: "parameter",
      file: definition.file,
      span: definition.declaration.name.span,
    },
    {
      arguments: call.arguments,
      span: call.span,
      env: escapeFree(call, context),
      module,
      broken: context.site.block.ast.broken || definition.declaration.broken,
    },
  );
  for (const { typed } of given.given) gather(typed, context);
  const gives = followedLabel(resultLabel(definition, call.path.span, module), signature, given.given);
  const label = joinLabels(gives, context.under);
  const failures = definition.declaration.broken ? undefined : failuresOf(definition, program);
  const type = ensuredResult(signature, given.given, program);
  const options = checkOptions(
    site.options,
    { of: site.of, name: definition.name, result: { type, label }, failures },
    context,
  );
  const labels = checkFlows({
    signature,
    slot: site.slot,
    given: given.given,
    under: context.under,
    span: call.path.span,
    tier: options.attempt.tier,
    module,
    told: context.frame.told,
  });
  return {
    attempt: {
      target: targetOf(definition),
      args: given.args,
      options: options.attempt,
      gate: "local",
      checks: [],
    },
    type,
    label,
    inputLabel: joinLabels(...labels.map(({ label: given }) => given)),
    options,
    argumentLabels: labels,
    failures,
    declaredFailures: declaredFailures(definition, program),
  };
}

/** The environment of a call's arguments: each of them is looked through for resources that are held no longer. */
function escapeFree(call: Invocation, context: CheckContext): Environment {
  return call.arguments.reduce(
    (env, argument) => withoutReleased(argument.value, context, env),
    besideItself(context),
  );
}

/** `step linux = build(platform: linux)`: what a step is given is never the step. */
function besideItself({ statement, env }: CheckContext): Environment {
  const { ast } = statement;
  if (ast.kind !== "step") return env;
  const name = ast.name.text;
  return {
    lookup: (asked) => {
      const binding = env.lookup(asked);
      const isItself = asked === name && binding?.read.op === "read" && binding.read.from === "node";
      return isItself ? { ...binding, itself: true } : binding;
    },
    names: () => env.names(),
  };
}

function targetOf(definition: CallableDefinition): Target {
  switch (definition.kind) {
    case "capability":
      return { capability: definition.qualified };
    case "plan":
      return { routine: definition.qualified };
    case "goal":
      return { goal: definition.qualified };
  }
}

function unknownCall(site: AttemptSite, context: CheckContext): CheckedAttempt {
  const result = { type: errorType, label: publicLabel };
  const options = checkOptions(
    site.options,
    { of: site.of, name: "this step", result, failures: undefined },
    context,
  );
  return {
    attempt: { target: { capability: "" }, args: {}, options: options.attempt, gate: "local", checks: [] },
    type: errorType,
    label: publicLabel,
    inputLabel: publicLabel,
    options,
    argumentLabels: [],
    failures: undefined,
    declaredFailures: [],
  };
}
