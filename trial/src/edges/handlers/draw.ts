import type { Dice } from "../../dice.ts";
import { endings, harms, keepsPorts, values } from "./harms.ts";

/** When a harm is done: as the module is loaded, at once, later, or when nobody waits any more. */
const moments: readonly ((harm: string) => { readonly onLoad?: string; readonly onCall?: string })[] = [
  (harm) => ({ onCall: harm }),
  (harm) => ({ onCall: `await null; ${harm}` }),
  (harm) => ({ onCall: `await new Promise((go) => setTimeout(go, 3)); ${harm}` }),
  (harm) => ({
    onCall: `for (let n = 0; n < 200 && ports.size < 3; n++) await new Promise((go) => setTimeout(go, 3)); ${harm}`,
  }),
  (harm) => ({ onCall: `setTimeout(() => { ${harm} }, 2);` }),
  (harm) => ({ onCall: `queueMicrotask(() => { ${harm} });` }),
  (harm) => ({ onLoad: `const context = { log() {}, heartbeat() {}, progress() {}, spend() {} }; ${harm}` }),
];

const effects = ["pure", "idempotent", "once"] as const;

export interface HostileHandler {
  /** The text of its module, which exports `act`. */
  readonly text: string;
  readonly effect: (typeof effects)[number];
}

/** One to three harms, each at its moment, and an end. */
export function drawHandler(dice: Dice): HostileHandler {
  const onLoad: string[] = [];
  const onCall: string[] = [];
  for (let each = dice.below(4); each > 0; each--) {
    const kind = dice.one(["mutations", "mutations", "forgeries", "others"] as const);
    const moment = dice.one(moments)(dice.one(harms[kind]));
    if (moment.onLoad !== undefined) onLoad.push(`{ ${moment.onLoad} }`);
    if (moment.onCall !== undefined) onCall.push(`{ ${moment.onCall} }`);
  }
  const end = dice.chance(0.4) ? dice.one(endings) : `return (${dice.one(values)});`;
  return {
    effect: dice.one(effects),
    text: [
      'import inspector from "node:inspector";',
      'import v8 from "node:v8";',
      'import { MessagePort, parentPort, postMessageToThread, Worker } from "node:worker_threads";',
      keepsPorts,
      ...onLoad,
      "export async function act(_, context) {",
      ...onCall.map((line) => `  ${line}`),
      `  ${end}`,
      "}",
      "",
    ].join("\n"),
  };
}
