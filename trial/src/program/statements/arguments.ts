import type { Capability, Draft, Parameter, Routine, Scope, Value } from "../draft.ts";
import { fits, joined, type Label, mayGo, secret, untrusted } from "../types.ts";
import { reachable } from "../values/reach.ts";
import { drawnValue } from "../values/value.ts";

/* Arguments of calls. */

const everything: Label = joined(secret, untrusted);

/** A capability is cleared for what it says; a plan for what its parameters say. */
export function capabilityCall(draft: Draft, scope: Scope, { name, params }: Capability): string {
  return `${name}(${argumentsFor(draft, scope, params, (param) => (param.trusted === false ? everything : secret))})`;
}

export function routineCall(draft: Draft, scope: Scope, { name, params }: Routine): string {
  return `${name}(${argumentsFor(draft, scope, params, ({ label, follows }) => (follows ? everything : label))})`;
}

function argumentsFor(
  draft: Draft,
  scope: Scope,
  params: readonly Parameter[],
  most: (param: Parameter) => Label,
): string {
  const named = draft.dice.chance(0.25);
  return params
    .filter(({ otherwise }) => otherwise === undefined || draft.dice.chance(0.5))
    .map((param, nth) => {
      const namesake = named && nth > 0 ? namesakeOf(scope, param, most(param)) : undefined;
      const value =
        namesake ?? drawnValue(draft, steering(scope, param), { type: param.type, most: most(param) });
      if (!named) return value.text;
      // Behind the first a bare name stands for itself.
      return nth > 0 && value.text === param.name ? param.name : `${param.name}: ${value.text}`;
    })
    .join(", ");
}

/** A value that is called as the parameter is. */
function namesakeOf(scope: Scope, { name, type }: Parameter, most: Label): Value | undefined {
  return reachable(scope).find(
    (value) => value.text === name && fits(value.type, type) && mayGo(joined(value.label, scope.pc), most),
  );
}

/** A value that alone has to be trusted may be given under an untrusted decision. */
function steering(scope: Scope, { trusted }: Parameter): Scope {
  return trusted === "value" ? { ...scope, pc: { ...scope.pc, untrusted: false } } : scope;
}
