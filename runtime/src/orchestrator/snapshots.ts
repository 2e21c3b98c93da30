import { sealedText } from "../journal/sealed.ts";
import type { Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { LiveControl } from "./run.ts";

/**
 * Keeps control's state from time to time, so that the next process need not fold all that ever happened. The journal
 * vouches for it first: one that is kept and not vouched for, or the other way round, is simply not used.
 */
export class ControlSnapshots {
  readonly #store: Store;
  readonly #failed: (error: unknown) => void;
  #last: number | undefined;
  #gap: number = limits.snapshotEvents;
  #keeping = false;

  constructor(store: Store, failed: (error: unknown) => void) {
    this.#store = store;
    this.#failed = failed;
  }

  /** After every turn of control. */
  committed(control: LiveControl): void {
    this.#last ??= control.recoveredFrom;
    if (this.#keeping || control.length - this.#last < this.#gap) return;
    const { snapshots } = this.#store;
    const taken = snapshots && control.snapshot();
    this.#last = control.length;
    if (snapshots === undefined || taken === undefined) return;
    const { text, digest, length } = taken;
    // A large state is written down less often, so that an event never pays for more than so much of it.
    this.#gap = Math.max(limits.snapshotEvents, text.length / limits.snapshotCharsPerEvent);
    this.#keeping = true;
    control
      .offer((at) => ({ t: "Snapshotted", at, after: length, digest }))
      .then(async (decided) => {
        // Where it can't be kept the next start takes longer, and nothing else.
        if (decided === "stopped") return;
        // The snapshot contains what the events contain, including secrets.
        const { sealer } = this.#store;
        const rests = sealer?.inUse === true ? sealedText(sealer, text, `snapshot ${control.id}`) : text;
        await snapshots.keep(control.id, rests);
      })
      .catch(this.#failed)
      .finally(() => {
        this.#keeping = false;
      });
  }
}
