import type { Waiting } from "../server/types.ts";
import { texts } from "../texts.ts";
import { asWords } from "./names.ts";

/** Why a run does not go on by itself, in one phrase: `waits for incident commander`. */
export function waitingText(waiting: Waiting): string {
  const words = texts.runs.waits;
  switch (waiting.for) {
    case "answer":
      return waiting.role === undefined ? words.person : words.answer(asWords(waiting.role));
    case "event":
      return waiting.event === undefined ? words.anyEvent : words.event(asWords(waiting.event));
    case "resource":
      return waiting.pool === undefined ? words.anyResource : words.resource(asWords(waiting.pool));
    case "policy": {
      const held = words.policy(waiting.policy ?? "");
      return waiting.why === undefined ? held : `${held}: ${waiting.why}`;
    }
    case "operator":
      return waiting.why ?? words.operator;
    case "time":
    case "condition":
    case "callback":
      return words[waiting.for];
  }
}
