import type { Typed } from "../expression/typed.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { FieldType, Type } from "../type.ts";
import { isWithoutWay, joinLabels, labelOf, publicLabel } from "./label.ts";

const known = new WeakMap<Type, TracedLabel>();

/** The join of the labels that a type's fields carry, at any depth. Types do not recur. */
export function labelInside(type: Type): TracedLabel {
  switch (type.kind) {
    case "list":
      return labelInside(type.item);
    case "optional":
    case "done":
    case "range":
      return labelInside(type.of);
    case "map":
      return labelInside(type.value);
    case "failure":
      return type.last === undefined ? publicLabel : labelInside(type.last);
    case "record": {
      const before = known.get(type);
      if (before !== undefined) return before;
      const label = joinLabels(...type.fields.map(labelOfField));
      known.set(type, label);
      return label;
    }
    default:
      return publicLabel;
  }
}

function labelOfField(field: FieldType): TracedLabel {
  return joinLabels(ownLabelOfField(field), labelInside(field.type));
}

/** The label that a field adds to that of its record. */
export function ownLabelOfField(field: FieldType): TracedLabel {
  const written = field.label ?? [];
  const label = written.length === 0 ? publicLabel : { ...labelOf(written, publicLabel), way: [] };
  return field.traced === undefined ? label : joinLabels(label, field.traced);
}

/** The way to the first field whose own label is such a one: `contacts.address`. */
export function labelledField(type: Type, such: (own: TracedLabel) => boolean): string | undefined {
  switch (type.kind) {
    case "list":
      return labelledField(type.item, such);
    case "optional":
    case "done":
      return labelledField(type.of, such);
    case "map":
      return labelledField(type.value, such);
    case "record":
      for (const field of type.fields) {
        if (such(ownLabelOfField(field))) return field.name;
        const inner = labelledField(field.type, such);
        if (inner !== undefined) return `${field.name}.${inner}`;
      }
      return undefined;
    default:
      return undefined;
  }
}

/** The label of a value with all that is in it: what a sink sees. */
export function wholeLabel(value: Pick<Typed, "type" | "label">): TracedLabel {
  const inside = labelInside(value.type);
  if (inside === publicLabel) return isWithoutWay(value.label) ? publicLabel : value.label;
  return joinLabels(value.label, inside);
}

/**
 * The type with the labels of its fields taken off or capped: of a value that was released.
 *
 * @param change gives the label that a field keeps; `undefined` keeps none.
 */
export function mapFieldLabels(type: Type, change: (label: TracedLabel) => TracedLabel | undefined): Type {
  switch (type.kind) {
    case "list":
      return { ...type, item: mapFieldLabels(type.item, change) };
    case "optional":
      return { ...type, of: mapFieldLabels(type.of, change) };
    case "map":
      return { ...type, value: mapFieldLabels(type.value, change) };
    case "record": {
      if (labelInside(type) === publicLabel) return type;
      return { ...type, fields: type.fields.map((field) => mapField(field, change)) };
    }
    default:
      return type;
  }
}

function mapField(field: FieldType, change: (label: TracedLabel) => TracedLabel | undefined): FieldType {
  const { label: _, traced: __, ...bare } = field;
  const own = ownLabelOfField(field);
  const kept = own === publicLabel ? undefined : change(own);
  return {
    ...bare,
    type: mapFieldLabels(field.type, change),
    ...(kept === undefined ? {} : { traced: kept }),
  };
}
