import type { Channel, Rule } from "../../server/types.ts";

/** The values by which triggers can be filtered, sorted. */
export interface Choices {
  readonly workflow: readonly string[];
  readonly category: readonly string[];
  readonly priority: readonly string[];
}

export function choicesOf(rules: readonly Rule[], events: readonly Channel[]): Choices {
  const each = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  return {
    workflow: each(rules.map(({ starts }) => starts)),
    category: each(rules.flatMap((rule) => categoriesOf(rule, events))),
    priority: each(rules.flatMap(({ priority }) => priority ?? [])),
  };
}

export function filtered(
  rules: readonly Rule[],
  events: readonly Channel[],
  { workflow, category, priority }: Readonly<Record<string, string>>,
): readonly Rule[] {
  return rules.filter(
    (rule) =>
      (!workflow || rule.starts === workflow) &&
      (!priority || rule.priority === priority) &&
      (!category || categoriesOf(rule, events).includes(category)),
  );
}

function categoriesOf({ on }: Rule, events: readonly Channel[]): readonly string[] {
  const names = new Set(on.flatMap(({ event }) => event ?? []));
  return events.flatMap(({ name, category }) =>
    names.has(name) && category !== undefined ? [category] : [],
  );
}
