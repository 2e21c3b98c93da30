import { mistakesPerFileMax } from "@orchlang/checker";
import { pages, type Told, tell } from "./example.ts";

/** What no short text can show; of very many the last are what matters. */
const long: Readonly<Record<string, () => Told>> = {
  ORCH0116: () => tell(`module shop\n\nplan p() -> Int { return ${"(".repeat(150)}1${")".repeat(150)} }\n`),
  ORCH0117: () => tell(`module shop\n\nplan p() -> Int { return 1${" + 1".repeat(1_500)} }\n`),
  ORCH0199: () => lastOf(tell(`module shop\n\nplan p() {\n${"  wait 1m;\n".repeat(300)}}\n`)),
  ORCH1014: () => lastOf(tell(`module shop\n\ntype A {\n${wrongFields(mistakesPerFileMax + 50)}}\n`)),
};

const wrongFields = (count: number): string =>
  Array.from({ length: count }, (_, index) => `  f${index}: Strin${index}\n`).join("");

function lastOf({ diagnostics, sourceOf }: Told): Told {
  return { diagnostics: diagnostics.slice(-1), hints: [], sourceOf };
}

/** Hints where there is nothing else to be told. */
function withHints(told: Told): Told {
  return told.diagnostics.length > 0 ? told : { ...told, diagnostics: told.hints };
}

/** For every diagnostic: what is said of the "Wrong" example of its page. */
export const shownOf: readonly { readonly code: string; readonly told: () => Told }[] = pages.flatMap(
  ({ code, wrong }) => {
    const told = wrong === undefined ? long[code] : () => withHints(tell(wrong));
    return told === undefined ? [] : [{ code, told }];
  },
);
