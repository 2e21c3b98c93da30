/** Handlers that are operations of `@orchlang/memory`. They share what they have open, so they are called in this process. */
import { type BuildContext, buildContext, type Operation } from "@orchlang/memory";
import type { HandlerFunction } from "../handler.ts";
import type { Loaded } from "./load.ts";

export class Memories {
  load(operation: Operation): Loaded {
    const call = (args: unknown): unknown => {
      switch (operation) {
        case "build_context":
          return buildContext(args as BuildContext);
      }
    };
    return { call: call as HandlerFunction };
  }
}
