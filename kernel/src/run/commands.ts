import type { Json } from "@orchlang/plan";
import type { Key } from "../identity.ts";
import type { Instant, Ref } from "../machine.ts";
import type { Fence, ToControl } from "../messages.ts";

/**
 * A run's command, carried out by the shell. Delivery is at least once; receivers drop repetitions by (key, attempt,
 * dispatch) or Ref.
 */
export type RunCommand =
  | {
      readonly do: "dispatch";
      readonly capability: string;
      readonly key: Key;
      readonly attempt: number;
      readonly dispatch: number;
      readonly args: Json;
      readonly due?: Instant;
      /** How long its handler may be silent, in ms. */
      readonly heartbeat?: number;
      readonly fence?: number;
      readonly fences?: readonly Fence[];
      /** For an undo or confirm: the key that it speaks of. */
      readonly of?: Key;
    }
  | { readonly do: "abort"; readonly key: Key; readonly attempt: number }
  | { readonly do: "wake"; readonly id: string; readonly due: Instant }
  | { readonly do: "send"; readonly from: Ref; readonly body: ToControl };
