import type { Declaration } from "@orchlang/language/ast";
import type { JsonObject } from "@orchlang/plan";
import type { Guardrail, Policy } from "@orchlang/plan/rules";
import type { Definition } from "../2-resolve/definition.ts";
import type {
  CheckedCapability,
  CheckedGoal,
  CheckedPool,
  CheckedProgram,
  CheckedRoutine,
  CheckedRule,
  CheckedScenario,
} from "./checked.ts";
import type { AskedCondition, CheckedFlag, CheckedSignal, CheckedTrigger } from "./checked-context.ts";
import { checkCapability, checkDefaults } from "./declarations/capability.ts";
import { checkRole } from "./declarations/clearance.ts";
import { checkEvent } from "./declarations/event.ts";
import { checkFlag } from "./declarations/flag.ts";
import { checkFusion } from "./declarations/fusion.ts";
import { checkGoal } from "./declarations/goal.ts";
import { checkGuardrail } from "./declarations/guardrail.ts";
import { checkPolicy } from "./declarations/policy.ts";
import { checkResource } from "./declarations/resource.ts";
import { checkSignal } from "./declarations/signal.ts";
import { checkTrigger } from "./declarations/trigger.ts";
import type { ModuleContext } from "./scope/program.ts";

/** The results collected from the declarations. */
export interface Gathering {
  readonly capabilities: Map<string, CheckedCapability>;
  readonly goals: Map<string, CheckedGoal>;
  readonly routines: Map<string, CheckedRoutine>;
  readonly policies: CheckedRule<Policy>[];
  readonly guardrails: CheckedRule<Guardrail>[];
  readonly scenarios: CheckedScenario[];
  readonly roles: Record<string, CheckedProgram["roles"][string]>;
  readonly pools: Record<string, CheckedPool>;
  readonly events: Record<string, JsonObject>;
  readonly signals: Record<string, CheckedSignal>;
  readonly flags: Record<string, CheckedFlag>;
  readonly triggers: CheckedTrigger[];
  readonly asked: AskedCondition[];
}

export function gathering(): Gathering {
  return {
    capabilities: new Map(),
    goals: new Map(),
    routines: new Map(),
    policies: [],
    guardrails: [],
    scenarios: [],
    roles: {},
    pools: {},
    events: {},
    signals: {},
    flags: {},
    triggers: [],
    asked: [],
  };
}

/** Checks a declaration with a name. The first of two with the same name counts; scenarios come after all others. */
export function checkDeclaration(declaration: Declaration, module: ModuleContext, into: Gathering): void {
  if (declaration.kind === "scenarioDeclaration" || declaration.kind === "brokenDeclaration") return;
  if (declaration.kind === "unitDeclaration") return;
  const definition = module.names.own.get(declaration.name.text);
  if (definition?.declaration.name === declaration.name) checkDefinition(definition, module, into);
}

/** One entry for each kind of declaration. */
export function checkDefinition(definition: Definition, module: ModuleContext, into: Gathering): void {
  const { program } = module;
  const { qualified } = definition;
  switch (definition.kind) {
    case "capability":
      into.capabilities.set(qualified, checkCapability(definition, program));
      return;
    case "defaults":
      checkDefaults(definition, program);
      return;
    case "goal":
      into.goals.set(qualified, checkGoal(definition, program));
      return;
    case "plan": {
      const routine = program.routineOf(definition);
      if (routine !== undefined) into.routines.set(qualified, routine);
      return;
    }
    case "policy": {
      const policy = checkPolicy(definition, program);
      // Nothing is held against a rule that could not be read.
      if (!definition.declaration.broken) into.policies.push(policy);
      return;
    }
    case "guardrail": {
      const guardrail = checkGuardrail(definition, program);
      if (!definition.declaration.broken) into.guardrails.push(guardrail);
      return;
    }
    case "role":
      into.roles[qualified] = checkRole(definition, module);
      return;
    case "constant":
      program.constantOf(definition);
      return;
    case "type":
      program.typeOf({ name: qualified, file: definition.file, declaration: definition.declaration });
      return;
    case "resource":
      into.pools[qualified] = checkResource(definition, program);
      return;
    case "signal":
      into.signals[qualified] = checkSignal(definition, program);
      return;
    case "flag":
      into.flags[qualified] = checkFlag(definition, program, into.asked);
      return;
    case "event":
      into.events[qualified] = checkEvent(definition, program);
      return;
    case "fusion":
      into.events[qualified] = checkFusion(definition, program, into.asked);
      return;
    case "trigger":
      into.triggers.push(...checkTrigger(definition, program, into.asked));
      return;
    case "unit":
      return;
    default:
      definition satisfies never;
  }
}
