/** A plan, and mistakes that can be made in it: each one change of its text that types can't see. */
export interface Specimen {
  readonly intact: string;
  readonly mistakes: readonly Mistake[];
}

export interface Mistake {
  readonly says: string;
  /** The code of the error by which the compiler tells it by itself. */
  readonly told?: string;
  readonly change: readonly (readonly [from: string, to: string])[];
}

export function mutated(intact: string, { says, change }: Mistake): string {
  return change.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`${says}: “${from}” is not there once`);
    return text.replace(from, () => to);
  }, intact);
}
