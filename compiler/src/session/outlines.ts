import { type Outline, outliner } from "@orchlang/checker/resolve";
import type { Declaration } from "@orchlang/language/ast";
import { Recent } from "./tracked.ts";

/** A declaration, and what it says by name while that is kept. */
export interface Outlined {
  readonly declaration: Declaration;
  outline: Outline | undefined;
}

/** Outlines of declarations: read before and after a change, and dropped some time later. */
export class Outlines {
  readonly #make = outliner();
  readonly #recent = new Recent<Outlined>((one) => {
    one.outline = undefined;
  });

  of(one: Outlined): Outline {
    this.#recent.touch(one);
    one.outline ??= this.#make(one.declaration);
    return one.outline;
  }

  release(times: number): void {
    this.#recent.release(times);
  }
}
