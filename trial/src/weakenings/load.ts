import { registerHooks } from "node:module";
import { weakenings } from "./table.ts";
import { weakened } from "./weakened.ts";

/* `node --import ./load.ts` with ORCH_WEAKENED=name: the analysis is loaded with that mistake in it. */

const { ORCH_WEAKENED: name } = process.env;
const weakening = weakenings.find((each) => each.name === name);
if (weakening === undefined) throw new Error(`there is no weakening ${name}`);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/analysis/src/${weakening.file}`)) return loaded;
    const { source } = loaded;
    const text = typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined);
    return { ...loaded, source: weakened(text, weakening) };
  },
});
