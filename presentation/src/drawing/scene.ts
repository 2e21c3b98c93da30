import type { Obligation } from "@orchlang/plan/rules";

/*
 * A plan as a picture, before anything has a place in it: what every drawing (svg, mermaid, dot) is made of. Texts are
 * as they are in the plan; each drawing escapes them in its own way.
 */

export interface Scene {
  /** The short name of what is run. */
  readonly name: string;
  /** In one sentence, for those who cannot see the picture. */
  readonly says: string;
  readonly parts: readonly Part[];
}

/** One plan's statements, or its `finally`. */
export interface Part {
  /** Left out where there is one part alone. */
  readonly heading?: string;
  /** Dim, beside the heading. */
  readonly note?: string;
  readonly items: readonly Item[];
  readonly frames: readonly Frame[];
  readonly links: readonly Link[];
}

export interface Item {
  /** `routine/node`; with `#end` where it only closes what the node has opened. */
  readonly key: string;
  /**
   * `head` opens a frame (a hold, a loop, a race), `end` closes it; `choice` is where sides part; an `act` is one word
   * that takes no time; `stop` ends the plan without its result.
   */
  readonly form: "step" | "person" | "head" | "choice" | "act" | "stop" | "end";
  readonly title: string;
  /** The callee and its kind: `write_content`, `agent`. */
  readonly what?: string;
  readonly who?: string;
  /** In the worst case. */
  readonly worst?: Measures;
  readonly notes: readonly string[];
  readonly marks: readonly Mark[];
  readonly critical: boolean;
  /** The frame it stands in. */
  readonly frame?: string;
  readonly change?: Change;
}

export interface Measures {
  readonly cost: string;
  readonly time: string;
}

/** A rule that is decided, or was proved, at an item. */
export interface Mark {
  readonly rule: string;
  readonly verdict: Obligation["verdict"];
  readonly says: string;
}

/** A frame around items: the time of a hold, the contents of a round. */
export interface Frame {
  readonly key: string;
  readonly parent?: string;
  readonly kind: "hold" | "loop" | "race";
}

export interface Link {
  readonly from: string;
  readonly to: string;
  /** Under what condition it goes this way. */
  readonly label?: string;
  /** `order`: nothing is handed on, the one only waits for the other. */
  readonly kind: "data" | "order" | "side";
  readonly critical: boolean;
  readonly change?: Change;
}

/** Its change from an earlier plan. */
type Change = "added" | "removed" | "changed";
