import type { Confidentiality, Label } from "@orchlang/plan";

/** In rising order. Their places are in the file. */
const confidentialities: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** A label as the file has it. */
interface Stored {
  readonly confidentiality: number;
  readonly untrusted: number;
}

export function storedLabel({ confidentiality, integrity }: Label): Stored {
  return {
    confidentiality: confidentialities.indexOf(confidentiality),
    untrusted: integrity === "untrusted" ? 1 : 0,
  };
}

/** The rows that a reader of this label may see: nothing more confidential, and nothing untrusted as if it were trusted. */
export const visible = "confidentiality <= :confidentiality AND untrusted <= :untrusted";
