import type { Draft, Scope, Value } from "../draft.ts";
import { fits, joined, type Label, mayGo, plain, type Type, wholeLabel } from "../types.ts";
import { computed } from "./forms/forms.ts";
import { literal } from "./literal.ts";
import { reachable } from "./reach.ts";

/* Values of a type, made of what is known in a scope. */

/** The requirements of a value: a label above `most` is drawn seldom. */
interface Asked {
  readonly type: Type;
  readonly most?: Label;
  readonly depth?: number;
}

/** So many values may be labelled higher than the place is for. */
const leaks = 0.08;

export function drawnValue(draft: Draft, scope: Scope, asked: Asked): Value {
  const { type, most, depth = 2 } = asked;
  const { dice } = draft;
  const isLeak = dice.chance(leaks);
  const isFine = (value: Value): boolean =>
    most === undefined || isLeak || mayGo(joined(wholeLabel(value.type, value.label), scope.pc), most);
  const known = reachable(scope).filter((value) => fits(value.type, type) && isFine(value));
  // Labelled values are preferred in programs about labels.
  const labelled = known.filter(({ label }) => label.level > 1 || label.untrusted);
  if (labelled.length > 0 && dice.chance(0.5)) return dice.one(labelled);
  if (known.length > 0 && dice.chance(0.55)) return dice.one(known);
  const inner = (of: Type): Value => drawnValue(draft, scope, { ...asked, type: of, depth: depth - 1 });
  const made = depth > 0 ? computed({ draft, scope, type, inner }) : undefined;
  if (made !== undefined && isFine(made)) return made;
  if (type.is === "optional" && dice.chance(0.6)) return inner(type.of);
  return known.length > 0 && dice.chance(0.6) ? dice.one(known) : literal(draft, type);
}

/** A label for a value that is declared: most are plain. */
export function drawnLabel(draft: Draft): Label {
  const { dice, theme } = draft;
  if (!dice.chance(theme.labels))
    return dice.chance(theme.labels * 0.1)
      ? dice.one<Label>([
          { level: 0, untrusted: false },
          { ...plain, written: true },
        ])
      : plain;
  return dice.one([
    { level: 2, untrusted: false },
    { level: 2, untrusted: false },
    { level: 3, untrusted: false },
    { level: 1, untrusted: true },
    { level: 1, untrusted: true },
    { level: 2, untrusted: true },
  ]);
}
