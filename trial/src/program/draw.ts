import { Dice } from "../dice.ts";
import { writeGuardrails, writePolicies, writeSettings } from "./declare/rules.ts";
import { writeTriggers } from "./declare/triggers.ts";
import { Draft } from "./draft.ts";
import { writeEntry, writeRequestedGoal, writeWatcher } from "./routine.ts";
import { isTheme, type ThemeName, themeNames, themeOf } from "./themes.ts";

/** The choice of programs to draw. */
export interface Drawing {
  readonly seed: number;
  /** Left out: each theme in turn. */
  readonly theme?: ThemeName;
}

/** A program's text: the same for the same seed and theme. */
export function drawProgram({ seed, theme }: Drawing): string {
  const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ 0x51ed270b);
  const name = theme ?? dice.one(themeNames);
  const draft = new Draft(dice, themeOf(isTheme(name) ? name : "mixed"), sizeOf(dice));
  const entry = seed % 9 === 4 ? writeRequestedGoal(draft) : writeEntry(draft);
  writeTriggers(draft, entry);
  if (dice.chance(draft.theme.context * 0.35)) writeWatcher(draft, entry);
  writePolicies(draft);
  writeGuardrails(draft);
  writeSettings(draft);
  return draft.text();
}

/** Small programs more often than large: most breaches need few statements. */
function sizeOf(dice: Dice): number {
  const drawn = dice.next();
  return 2 + Math.floor(drawn * drawn * 14);
}
