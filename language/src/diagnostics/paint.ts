/** How each kind of thing is coloured; every function gives its text back with nothing but colour added. */
export interface Paint {
  /** What is wrong. */
  readonly wrong: (text: string) => string;
  /** What is doubtful. */
  readonly doubtful: (text: string) => string;
  /** What is proved, done or a remedy. */
  readonly done: (text: string) => string;
  /** A place in a source. */
  readonly place: (text: string) => string;
  /** What can be skipped. */
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
