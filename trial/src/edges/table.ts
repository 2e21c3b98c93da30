import { hostileHandlers } from "./handlers/hostile-handlers.ts";
import type { EdgeKind } from "./kind.ts";

export const edgeKinds: readonly EdgeKind[] = [hostileHandlers];
