import { type LifecycleEvent, type LifecycleType, lifecycleTypes } from "./lifecycle.ts";

/** Called once the event is in the journal. An error it throws is logged and stops nothing. */
export type Listener<T extends LifecycleType> = (event: Extract<LifecycleEvent, { type: T }>) => void;

/** The listeners by type of event. An error that one throws is logged; it is no part of a run. */
export class Listeners {
  readonly #byType = new Map<LifecycleType, Set<(event: LifecycleEvent) => void>>();
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get any(): boolean {
    return this.#byType.size > 0;
  }

  /** Throws a TypeError at a type that there is not: a mistake of the program's text. */
  on<T extends LifecycleType>(type: T, listener: Listener<T>): () => void {
    if (!lifecycleTypes.includes(type))
      throw new TypeError(
        `There is no event ${JSON.stringify(type)}: there are ${lifecycleTypes.join(", ")}.`,
      );
    const known = this.#byType.get(type) ?? new Set();
    this.#byType.set(type, known);
    const hear = (event: LifecycleEvent): void => {
      // It is kept under its own type.
      listener(event as Extract<LifecycleEvent, { type: T }>);
    };
    known.add(hear);
    return () => {
      known.delete(hear);
      if (known.size === 0 && this.#byType.get(type) === known) this.#byType.delete(type);
    };
  }

  tell(event: LifecycleEvent): void {
    for (const hear of this.#byType.get(event.type) ?? []) {
      try {
        hear(event);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
