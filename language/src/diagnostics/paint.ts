/** How each kind of thing is coloured; every function gives its text back with nothing but colour added. */
export interface Paint {
  /** An error. */
  readonly wrong: (text: string) => string;
  /** A doubt or warning. */
  readonly doubtful: (text: string) => string;
  /** A proof, a success or a remedy. */
  readonly done: (text: string) => string;
  /** A place in a source. */
  readonly place: (text: string) => string;
  /** Text that may be skipped. */
  readonly dim: (text: string) => string;
  /** The claim itself. */
  readonly strong: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colours. */
export const plainPaint: Paint = {
  wrong: asIs,
  doubtful: asIs,
  done: asIs,
  place: asIs,
  dim: asIs,
  strong: asIs,
};
