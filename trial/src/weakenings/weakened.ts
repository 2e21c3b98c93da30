import type { Weakening } from "./table.ts";

/** The text with the mistake in it. The place has to be there, once. */
export function weakened(text: string, { name, from, to }: Weakening): string {
  const [before, after, ...others] = text.split(from);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`the place of the weakening ${name} is not there once`);
  return `${before}${to}${after}`;
}
