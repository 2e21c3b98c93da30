import type { LifecycleEvent, LifecycleType } from "./lifecycle.ts";

export type Listener<T extends LifecycleType> = (event: Extract<LifecycleEvent, { type: T }>) => void;

/** Who wants to hear of what. One that throws is told of on the side: it is no part of a run. */
export class Listeners {
  readonly #byType = new Map<LifecycleType, Set<(event: LifecycleEvent) => void>>();
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  get any(): boolean {
    return this.#byType.size > 0;
  }

  on<T extends LifecycleType>(type: T, listener: Listener<T>): () => void {
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
