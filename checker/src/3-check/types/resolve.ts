import { closest, didYouMean } from "@orchlang/language";
import {
  constantText,
  type LabelledType,
  type ListType as ListNode,
  type MapType,
  type MoneyType,
  type Name,
  type NamedType,
  type TypeNode,
} from "@orchlang/language/ast";
import { isLabelName, labelNames } from "../labels/label.ts";
import { unknownLabel } from "../labels/messages.ts";
import type { EnumType, Type } from "../type.ts";
import { sizeBounds, typeBounds } from "./bounds.ts";
import { builtInNames, builtInType, foreignTypes } from "./built-in.ts";
import { resolveEnum, resolveRecord, resolveUnion } from "./composite.ts";
import { errorType, moneyType, optional, required } from "./kinds.ts";
import { badPattern, mapKey, matchingNoText, unknownCurrency, unknownType } from "./messages.ts";
import { aType } from "./show.ts";
import { compilePattern } from "./text.ts";
import { type TypeContext, unlabelled, type WrittenType } from "./written.ts";

export type { NamedTypeReference, TypeContext, WrittenType } from "./written.ts";

/** The type and the labels of a piece of text. Mistakes are reported and have the type `error`. */
export function resolveType(node: TypeNode, context: TypeContext): WrittenType {
  switch (node.kind) {
    case "namedType":
      return resolveNamed(node, context);
    case "listType":
      return resolveList(node, undeclared(context));
    case "recordType":
      return unlabelled(resolveRecord(node, context, resolveType));
    case "enumType":
      return unlabelled(resolveEnum(node, context));
    case "unionType":
      return unlabelled(resolveUnion(node, context, resolveType));
    case "mapType":
      return resolveMap(node, undeclared(context));
    case "doneType": {
      const { type, labels } = resolveType(node.value, undeclared(context));
      return { type: type.kind === "error" ? type : { kind: "done", of: type }, labels };
    }
    case "moneyType":
      return unlabelled(resolveMoney(node, context));
    case "optionalType": {
      const { type, labels } = resolveType(node.type, undeclared(context));
      return { type: optional(type), labels };
    }
    case "labelledType":
      return resolveLabelled(node, context);
    case "missing":
      return unlabelled(errorType);
  }
}

/** A type inside of a declaration's right side has no name of its own. */
function undeclared(context: TypeContext): TypeContext {
  return context.declares === true ? { ...context, declares: false } : context;
}

/** The enum that a type is, an optional one too; `undefined` for other types. */
export function enumOf(type: Type): EnumType | undefined {
  const there = required(type);
  return there.kind === "enum" ? there : undefined;
}

function resolveNamed(node: NamedType, context: TypeContext): WrittenType {
  const writtenType = lookup(node.name, context);
  if (writtenType === undefined) return unlabelled(errorType);
  let { type } = writtenType;
  if (node.within !== undefined) type = typeBounds(type, node.within, context);
  if (node.matching !== undefined) type = matched(node, type, context);
  return type === writtenType.type ? writtenType : { ...writtenType, type };
}

function lookup(name: Name, context: TypeContext): WrittenType | undefined {
  const declared = context.named(name.text);
  if (declared !== undefined) return declared.type();
  const builtIn = builtInType(name.text, context);
  if (builtIn !== undefined) return unlabelled(builtIn);
  if (name.text === "" || context.isNameless?.() === true) return undefined;
  const place = { file: context.file, span: name.span };
  const foreignType =
    foreignTypes.get(name.text) ?? closest(name.text, [...context.names(), ...builtInNames(context)]);
  context.report(unknownType.at(place, { name: name.text }, didYouMean(place, foreignType)));
  return undefined;
}

function matched(node: NamedType, type: Type, context: TypeContext): Type {
  const pattern = node.matching === undefined ? undefined : constantText(node.matching);
  const place = { file: context.file, span: node.matching?.span ?? node.span };
  if (type.kind === "error") return type;
  if (type.kind !== "string") {
    context.report(matchingNoText.at(place, { type: aType(type) }));
    return errorType;
  }
  if (pattern === undefined || compilePattern(pattern) === undefined) {
    context.report(badPattern.at(place, { pattern: pattern ?? "" }));
    return type;
  }
  return { ...type, matching: pattern };
}

function resolveList(node: ListNode, context: TypeContext): WrittenType {
  const { type, labels } = resolveType(node.element, context);
  const size = node.size === undefined ? {} : sizeBounds(node.size, context);
  return { type: { kind: "list", item: type, ...size }, labels };
}

function resolveMap(node: MapType, context: TypeContext): WrittenType {
  const key = resolveType(node.key, context);
  const value = resolveType(node.value, context);
  const labels = [...new Set([...key.labels, ...value.labels])];
  if (key.type.kind !== "string" && key.type.kind !== "enum" && key.type.kind !== "error") {
    context.report(mapKey.at({ file: context.file, span: node.key.span }, { type: aType(key.type) }));
  }
  const keyed = key.type.kind === "enum" ? { key: key.type } : {};
  return { type: { kind: "map", value: value.type, ...keyed }, labels };
}

function resolveMoney(node: MoneyType, context: TypeContext): Type {
  const currency = node.currency.text;
  if (/^[A-Z]{3}$/.test(currency)) {
    const type = moneyType(currency);
    return node.within === undefined ? type : typeBounds(type, node.within, context);
  }
  if (currency !== "") {
    context.report(unknownCurrency.at({ file: context.file, span: node.currency.span }, { currency }));
  }
  return errorType;
}

function resolveLabelled(node: LabelledType, context: TypeContext): WrittenType {
  const { type, labels } = resolveType(node.type, context);
  const written = node.labels.filter((label) => isKnownLabel(label, context)).map((label) => label.text);
  return { type, labels: [...new Set([...labels, ...written])] };
}

function isKnownLabel(label: Name, context: TypeContext): boolean {
  if (isLabelName(label.text)) return true;
  if (label.text === "") return false;
  const suggestion = closest(label.text, labelNames);
  const place = { file: context.file, span: label.span };
  context.report(unknownLabel.at(place, { label: label.text }, didYouMean(place, suggestion)));
  return false;
}
