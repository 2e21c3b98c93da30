import type { Value } from "../../draft.ts";
import type { Type } from "../../types.ts";
import { choices } from "./choices.ts";
import type { Form, Making } from "./form.ts";
import { lists } from "./lists.ts";
import { records } from "./records.ts";
import { numbers, texts, truths } from "./scalars.ts";

const forms: ReadonlyMap<Type["is"], readonly Form[]> = Map.groupBy(
  [...texts, ...numbers, ...truths, ...lists, ...records, ...choices],
  ({ gives }) => gives,
);

/** Something computed from other values, in one of the ways that there are; `undefined` where that way lacks something. */
export function computed(making: Making): Value | undefined {
  const form = making.draft.dice.weighed(forms.get(making.type.is) ?? [], ({ weight = 1 }) => weight);
  return form?.write(making);
}
