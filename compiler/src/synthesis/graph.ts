import type { CheckedCapability, CheckedProgram } from "@orchlang/checker";
import { isCleared, joinLabels, labelOf, publicLabel, wholeLabel } from "@orchlang/checker/labels";
import type { ModuleNames } from "@orchlang/checker/resolve";
import { assignable, asUnion, isOptional, type RecordType, type Type } from "@orchlang/checker/types";
import type { Capability, Label, Money } from "@orchlang/plan";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import type { Action } from "@orchlang/plan/rules";
import type { Call, Cost, Need } from "./search.ts";

/* The typed capability graph: what each capability in scope takes and gives, by type and label. */

/** A value that a plan has: a parameter, the result of a call, or a field of one. */
export interface Value {
  /** As it is written: `week`, `read_figures.total`. */
  readonly path: string;
  readonly type: Type;
  readonly label: Label;
  /** The call that gives it; `undefined`: it is given. */
  readonly call: number | undefined;
}

/** A value for a place, with the reason why it was taken. */
export interface Feed {
  readonly value: Value;
  /** The better one comes first. `type`: a type that few values have, such as a record; `any`: a text, a number. */
  readonly fit: "name" | "type" | "any";
  /** An approval that is shown this value for its parameter: it accepts a value that is not trusted. */
  readonly approval?: { readonly call: number; readonly parameter: string };
}

/** A place that takes a value. */
export interface Place {
  readonly name: string;
  readonly type: Type;
  readonly isNeeded: boolean;
  readonly feeds: readonly Feed[];
}

/** A capability as a plan may call it, once. */
export interface Node {
  readonly capability: Capability;
  /** The name that the module calls it by. */
  readonly local: string;
  /** The name of its step. */
  readonly step: string;
  readonly places: readonly Place[];
  readonly values: readonly Value[];
  /** Rules that ask for another call before it. */
  readonly asks: readonly Ask[];
  /** A person has to answer, without a limit of time. */
  readonly isEndless: boolean;
}

/** One of these calls has to come first; `isGranted`: and its answer has to be yes. */
export interface Ask {
  readonly guardrail: string;
  readonly isGranted: boolean;
  readonly names: readonly string[];
  readonly calls: readonly number[];
}

/** The wanted result. */
interface Wanted {
  readonly params: readonly Value[];
  /** `undefined`: the goal gives nothing. */
  readonly result: { readonly type: Type; readonly label: Label } | undefined;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly wanted: Wanted;
  /** Whole values that are the result. */
  readonly wholes: readonly Feed[];
  /** The fields of the result, if it is a record that may be put together. */
  readonly fields: readonly Place[] | undefined;
}

interface Scope {
  readonly program: CheckedProgram;
  readonly names: ModuleNames;
  readonly module: string;
}

/** The capabilities that the module can call, with all that may be given to each. */
export function graphOf(scope: Scope, wanted: Wanted): Graph {
  const results = inScope(scope);
  const taken = new Set(wanted.params.map(({ path }) => path));
  const steps = results.map(({ local }) => unused(local, taken));
  const values = results.map(({ checked }, call) => valuesOf(checked, steps[call] ?? "", call));
  const all = [...wanted.params, ...values.flat()];
  const approvals = results.flatMap(({ checked }, call) => (isApproval(checked) ? [{ checked, call }] : []));
  const nodes = results.map(({ checked, local }, call): Node => {
    const { capability, types } = checked;
    return {
      capability,
      local,
      step: steps[call] ?? local,
      values: values[call] ?? [],
      asks: asksOf(capability.name, scope, results),
      isEndless: capability.kind === "human" && capability.latency === undefined,
      places: capability.params.map(({ name, default: given, trusted }): Place => {
        const type = types.params[name] as Type;
        const sink = { name, type, clearance: capability.clearance, isTrusted: trusted !== undefined };
        const others = all.filter((value) => value.call !== call);
        return {
          name,
          type,
          isNeeded: given === undefined && !isOptional(type),
          feeds: feedsOf(
            sink,
            others,
            approvals.filter((one) => one.call !== call),
          ),
        };
      }),
    };
  });
  return { nodes, wanted, ...resultOf(wanted, all) };
}

function resultOf({ result }: Wanted, all: readonly Value[]): Pick<Graph, "wholes" | "fields"> {
  if (result === undefined) return { wholes: [], fields: undefined };
  const clearance: Label = { confidentiality: result.label.confidentiality, integrity: "untrusted" };
  const sink = (name: string, type: Type) => ({ name, type, clearance, isTrusted: false });
  // A parameter is no result. A field of one may be, under its name.
  const called = all.filter(({ call }) => call !== undefined);
  const wholes = feedsOf(sink("", result.type), called, []);
  const { type } = result;
  if (type.kind !== "record" || asUnion(type) !== undefined) return { wholes, fields: undefined };
  const fields = type.fields.map((field): Place => {
    const feeds = feedsOf(sink(field.name, field.type), all, []).filter(
      ({ value, fit }) => fit === "name" || (fit === "type" && value.call !== undefined),
    );
    const isNeeded = field.default === undefined && !isOptional(field.type);
    return { name: field.name, type: field.type, isNeeded, feeds };
  });
  return { wholes, fields };
}

interface Found {
  readonly local: string;
  readonly checked: CheckedCapability;
}

function inScope({ program, names }: Scope): readonly Found[] {
  const own = [...names.own].map(([local, definition]) => ({ local, name: definition.qualified }));
  const imported = [...names.imported].map(([local, { definition }]) => ({
    local,
    name: definition.qualified,
  }));
  return [...own, ...imported].flatMap(({ local, name }) => {
    const checked = program.capabilities.get(name);
    return checked === undefined ? [] : [{ local, checked }];
  });
}

function unused(name: string, taken: Set<string>): string {
  let text = name;
  for (let count = 2; taken.has(text); count += 1) text = `${name}_${count}`;
  taken.add(text);
  return text;
}

/** Fields of fields are looked at to this depth. */
const pathMax = 2;

function valuesOf({ capability, types }: CheckedCapability, step: string, call: number): readonly Value[] {
  if (capability.result === null) return [];
  return withFields({ path: step, type: types.result, label: capability.result.label, call }, pathMax);
}

/** The value, and what can be read of it: fields of a record that is no union. */
export function withFields(value: Value, depth: number): readonly Value[] {
  const { type, label, path, call } = value;
  if (depth === 0 || type.kind !== "record" || asUnion(type) !== undefined) return [value];
  const fields = (type as RecordType).fields.flatMap((field) => {
    const own = joinLabels(
      { ...label, way: [] },
      { ...labelOf(field.label ?? [], { ...publicLabel }), way: [] },
    );
    return withFields({ path: `${path}.${field.name}`, type: field.type, label: own, call }, depth - 1);
  });
  return [value, ...fields];
}

/** A person who can say no. */
function isApproval({ capability, types }: Pick<CheckedCapability, "capability" | "types">): boolean {
  const { result } = types;
  if (capability.kind !== "human" || result.kind !== "record") return false;
  return result.fields.some(({ name, type }) => name === "granted" && type.kind === "bool");
}

interface Sink {
  readonly name: string;
  readonly type: Type;
  readonly clearance: Label;
  readonly isTrusted: boolean;
}

const fits: readonly Feed["fit"][] = ["name", "type", "any"];

function feedsOf(
  sink: Sink,
  values: readonly Value[],
  approvals: readonly { readonly checked: CheckedCapability; readonly call: number }[],
): readonly Feed[] {
  const results = values.flatMap((value): readonly Feed[] => {
    if (assignable(value.type, sink.type) !== undefined) return [];
    const label = wholeLabel({ type: value.type, label: { ...value.label, way: [] } });
    if (!isCleared(label.confidentiality, sink.clearance.confidentiality)) return [];
    const fit = fitOf(sink, value);
    if (!sink.isTrusted || label.integrity === "trusted") return [{ value, fit }];
    return approvals.flatMap(({ checked, call }) => {
      const parameter = shownAs(checked, sink, value);
      return call === value.call || parameter === undefined
        ? []
        : [{ value, fit, approval: { call, parameter } }];
    });
  });
  return fits.flatMap((fit) => results.filter((feed) => feed.fit === fit));
}

/** The parameter by which an approval is shown the value: one of the same name, else the only one that takes it. */
function shownAs({ capability, types }: CheckedCapability, sink: Sink, value: Value): string | undefined {
  const able = capability.params.filter(({ name, trusted }) => {
    const type = types.params[name];
    return trusted === undefined && type !== undefined && assignable(value.type, type) === undefined;
  });
  const same = able.find(({ name }) => name === sink.name);
  return (same ?? (able.length === 1 ? able[0] : undefined))?.name;
}

function fitOf({ name, type }: Sink, { path }: Value): Feed["fit"] {
  if (path.split(".").at(-1) === name) return "name";
  return isTelling(type) ? "type" : "any";
}

/** A value of the type is hardly there by chance. */
export function isTelling(type: Type): boolean {
  switch (type.kind) {
    case "record":
    case "enum":
      return true;
    case "string":
      return type.format !== undefined || type.matching !== undefined;
    case "list":
      return isTelling(type.item);
    case "optional":
      return isTelling(type.of);
    case "map":
      return isTelling(type.value);
    default:
      return false;
  }
}

/** The graph without values that would only fit by a type that many have; the result of a call may be any. */
export function sureOf(graph: Graph): Graph {
  const sure = (place: Place): Place => ({ ...place, feeds: place.feeds.filter(({ fit }) => fit !== "any") });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, places: node.places.map(sure) })),
  };
}

/** By `first before second` and `every second preceded by first`, where the call is the second. */
function asksOf(name: string, scope: Scope, results: readonly Found[]): readonly Ask[] {
  const { program, module } = scope;
  const inForce = program.guardrails.filter(
    ({ origin }) => origin.module === module || program.bind?.includes(origin.module) === true,
  );
  return inForce.flatMap(({ rule: guardrail }) =>
    guardrail.rules.flatMap((rule): readonly Ask[] => {
      const [second, first] =
        rule.kind === "before"
          ? [rule.second, [rule.first]]
          : rule.kind === "preceded"
            ? [rule.every, rule.by]
            : [undefined, []];
      if (second === undefined || !isMeant(second, name, program)) return [];
      const able = [...results.keys()].filter((call) =>
        first.some((action) => isMeant(action, results[call]?.checked.capability.name ?? "", program)),
      );
      const isGranted = first.some(({ outcome }) => outcome === "granted");
      const names = first.map(({ selector }) => ("name" in selector ? selector.name : "another call"));
      return [{ guardrail: guardrail.name, isGranted, names, calls: able }];
    }),
  );
}

function isMeant({ selector }: Action, name: string, program: CheckedProgram): boolean {
  if ("name" in selector) return selector.name === name;
  const capability = program.capabilities.get(name)?.capability;
  if (capability === undefined) return false;
  if ("tagged" in selector) return capability.tags.includes(selector.tagged);
  return "kind" in selector ? capability.kind === selector.kind : true;
}

/** The graph as a problem of the search. The last call, if the result can be put together, is that of its fields. */
export function callsOf({ nodes, fields }: Graph): readonly Call[] {
  const calls = nodes.map(
    (node): Call => ({
      cost: costOf(node.capability),
      needs: [
        ...node.places.filter(({ isNeeded }) => isNeeded).map(needOf),
        ...node.asks.map(({ calls }) => calls.map((call) => [call])),
      ],
    }),
  );
  if (fields === undefined) return calls;
  return [...calls, { cost: [0, 0, 0, 0], needs: fields.filter(({ isNeeded }) => isNeeded).map(needOf) }];
}

export function needOf({ feeds }: Pick<Place, "feeds">): Need {
  return feeds.map(({ value, approval }) => [
    ...(value.call === undefined ? [] : [value.call]),
    ...(approval === undefined ? [] : [approval.call]),
  ]);
}

/**
 * Four measures of a call: 1 if its price is open, its price in millionths, one step, its time. A price that depends on arguments is
 * not known before they are chosen; the compiler bounds it afterwards.
 */
function costOf({ cost, latency, kind }: Capability): Cost {
  const price = cost === undefined ? { amount: "0" } : constant<Money>(cost);
  const time = latency === undefined ? undefined : constant<number>(latency);
  return [
    price === undefined ? 1 : 0,
    Math.round(Number(price?.amount ?? 0) * 1e6),
    1,
    typeof time === "number" ? time : kind === "human" ? 86_400_000 : 0,
  ];
}

function constant<T>(expression: Expression): T | undefined {
  const outcome = evaluate(expression, { read: () => ({ unknown: ["an argument"] }) });
  return "value" in outcome ? (outcome.value as T) : undefined;
}
