import type { EdgeKind } from "./kind.ts";
import { hostileTexts } from "./texts/hostile-texts.ts";

export const edgeKinds: readonly EdgeKind[] = [hostileTexts];
