import type { CheckedProgram, TracedLabel } from "@orchlang/checker";
import { internalLabel, isCleared, isWithoutWay, labelWords } from "@orchlang/checker/labels";
import type { Label, Schema } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { Expression } from "@orchlang/plan/expressions";
import { decidingValue } from "../expression/partial.ts";
import { declaredShape, type Trace } from "./declared.ts";
import { type Scope, wholeOf } from "./expression.ts";
import { bare, joinShapes, type Shape, scalar, whole } from "./shape.ts";
import { clean, declassified, joinAll, type Taint, taintOf } from "./taint.ts";

/** Where a diagnostic shows that a label comes in. */
export type Place = Pick<TracedLabel["way"][number], "file" | "span">;

/** Values from outside of a plan's own text have their declared labels. */
export class Sources {
  readonly #program: CheckedProgram;
  /** By capability and place; passes over a plan ask for the same ones. */
  readonly #results = new Map<string, Map<Place["span"], Shape>>();

  constructor(program: CheckedProgram) {
    this.#program = program;
  }

  /** The shape of a capability's result (semantics, rules 48 and 49). */
  result(capability: string, at: Place): Shape {
    const atPlaces = this.#results.get(capability) ?? new Map<Place["span"], Shape>();
    this.#results.set(capability, atPlaces);
    const known = atPlaces.get(at.span) ?? this.#resultAt(capability, at);
    atPlaces.set(at.span, known);
    return known;
  }

  #resultAt(capability: string, at: Place): Shape {
    const found = this.#program.capabilities.get(capability)?.capability;
    if (found === undefined || found.result === null) return bare;
    const { kind, result } = found;
    const isModel = kind === "llm" || kind === "agent";
    const name = shortName(capability);
    const trace: Trace = (label) => ({
      ...label,
      way: [
        {
          says: isModel
            ? `\`${name}\` is ${kind === "llm" ? "a model" : "an agent"}: what it writes is untrusted`
            : `\`${name}\` gives ${labelWords(label)} data`,
          ...at,
        },
      ],
    });
    return declaredShape(result.label, result.schema, this.#program.schemas, trace);
  }

  /**
   * The shape of an occurrence: a record of the fields that the event declares. An occurrence of a fusion reveals its
   * conditions on the joined occurrences, and what these reveal by occurring.
   *
   * @param told for rules: includes that it was no repetition; `emitted`: includes that programs may emit it, with each
   * field's clearance. Without it only the integrity of what decides a repetition counts.
   */
  occurrence(event: string, at: Place, told?: { readonly emitted: (event: string) => boolean }): Shape {
    const declared = this.#program.events?.[event] as EventDeclaration | undefined;
    const trace =
      (field: string): Trace =>
      (label) => ({
        ...label,
        way: [{ says: `\`${field}\` of \`${shortName(event)}\` is ${labelWords(label)}`, ...at }],
      });
    const fields = (declared?.fields ?? []).map(
      ({ name, label, schema }) =>
        [name, declaredShape(label, schema, this.#program.schemas, trace(name))] as const,
    );
    const joined = declared?.joins === undefined ? undefined : this.joined(declared, at, told);
    const decided =
      declared === undefined || joined === undefined
        ? clean
        : joinAll([
            wholeOf(asked(declared), joined),
            keysOf(declared, joined),
            ...[...joined.locals.values()].map((one) => one.own),
          ]);
    const isEmitted = told?.emitted(event) === true && fields.length > 0;
    const own = isEmitted ? meetAll(fields.map(([, shape]) => whole(shape))) : clean;
    const same = this.#repeated(declared, fields, at);
    const repeated = told === undefined ? declassified(same) : same;
    return { own: joinAll([own, decided, repeated]), fields: new Map(fields) };
  }

  /** The scope of a fusion's clauses. */
  joined(
    { joins = [] }: EventDeclaration,
    at: Place,
    told?: { readonly emitted: (event: string) => boolean },
  ): Scope {
    return this.#outside(
      joins.map(({ event, as }) => [as, this.occurrence(event, at, told)] as const),
      at,
    );
  }

  /** The key by which `dedupe` treats two occurrences as the same. */
  #repeated(
    declared: EventDeclaration | undefined,
    fields: readonly (readonly [string, Shape])[],
    at: Place,
  ): Taint {
    const by = declared?.dedupe?.by;
    return by === undefined ? clean : wholeOf([by], this.#outside(fields, at));
  }

  #outside(locals: readonly (readonly [string, Shape])[], at: Place): Scope {
    return {
      input: () => bare,
      node: () => bare,
      context: (name) => this.context(name, at),
      locals: new Map(locals),
      granted: new Set(),
    };
  }

  /** The shape of a member of a pool. */
  member(pool: string, at: Place): Shape {
    const checkedPool = this.#program.pools?.[pool];
    if (checkedPool === undefined) return bare;
    return this.#internal(checkedPool.member, `a member of \`${shortName(pool)}\``, at);
  }

  /** The shape of a signal, a flag, `now` or `user`: the context. */
  context(name: string, at: Place): Shape {
    const family = name.includes("(") ? name.slice(0, name.indexOf("(")) : name;
    const signal = this.#program.signals?.[name] ?? this.#program.signals?.[family];
    const trace: Trace = (label) => ({
      ...label,
      way: [{ says: `\`${shortName(family)}\` is ${labelWords(label)}`, ...at }],
    });
    if (signal !== undefined) return declaredShape(signal.label, signal.schema, this.#program.schemas, trace);
    const flag = this.#program.flags?.[name] ?? this.#program.flags?.[family];
    if (flag === undefined) return bare;
    return scalar(isWithoutWay(flag.label) ? clean : taintOf(trace(flag.label)));
  }

  #internal(schema: Schema, says: string, at: Place): Shape {
    const trace: Trace = (label: Label) => ({
      ...label,
      way: [{ says: `${says} has ${labelWords(label)} data`, ...at }],
    });
    return joinShapes(declaredShape(internalLabel, schema, this.#program.schemas, trace), bare);
  }
}

export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

/** The expressions that decide whether a fusion occurs. */
function asked({ where, near, emit }: EventDeclaration): readonly (Expression | undefined)[] {
  // Nothing comes of it where what it would say has no value.
  return [where, near?.first, near?.second, ...(emit === undefined ? [] : decidingValue(emit))];
}

/** The key is asked of every joined occurrence, as it is written of one of them: they are joined where it is equal. */
function keysOf({ by }: EventDeclaration, { locals, ...scope }: Scope): Taint {
  return joinAll(
    [...locals.values()].map((one) =>
      wholeOf([by], { ...scope, locals: new Map([...locals.keys()].map((name) => [name, one])) }),
    ),
  );
}

/** The greatest taint below all: what an emit may be decided by where each field is cleared for it. */
function meetAll(taints: readonly Taint[]): Taint {
  return taints.reduce((least, one) => {
    const { confidentiality } = isCleared(one.label.confidentiality, least.label.confidentiality)
      ? one.label
      : least.label;
    const isStrange = one.label.integrity === "untrusted" && least.label.integrity === "untrusted";
    return taintOf({ ...one.label, confidentiality, integrity: isStrange ? "untrusted" : "trusted" });
  });
}
