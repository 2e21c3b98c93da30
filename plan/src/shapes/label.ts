/** From whom a value is to be kept (semantics, section 7). In rising order. */
export type Confidentiality = "public" | "internal" | "personal" | "secret";

/** Whether strangers or models wrote it. */
export type Integrity = "trusted" | "untrusted";

export interface Label {
  readonly confidentiality: Confidentiality;
  readonly integrity: Integrity;
}

export type Tier = "device" | "edge" | "cloud";
