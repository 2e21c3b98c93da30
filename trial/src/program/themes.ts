/* Themes of drawn programs: a theme says how much each family of constructs weighs. */

export const themeNames = ["mixed", "labels", "order", "bounds", "context", "responses"] as const;
export type ThemeName = (typeof themeNames)[number];

export interface Theme {
  readonly name: ThemeName;
  /** The share of parameters, fields and results that have a label. */
  readonly labels: number;
  /** The weights of the statement families. Unnamed families weigh 1. */
  readonly weights: Readonly<Partial<Record<Family, number>>>;
  /** The share of capabilities with a cost, an energy, a number of tokens. */
  readonly figures: number;
  /** The share of programs that declare triggers, signals and events. */
  readonly context: number;
  /** The share of steps with options. */
  readonly options: number;
  /** The share of calls with a handler. */
  readonly handlers: number;
}

export type Family =
  | "calls"
  | "choices"
  | "loops"
  | "races"
  | "quorums"
  | "waits"
  | "holds"
  | "plans"
  | "goals"
  | "emits"
  | "ends"
  | "lets"
  | "responses"
  | "people";

const themes: Readonly<Record<ThemeName, Theme>> = {
  mixed: {
    name: "mixed",
    labels: 0.15,
    weights: { calls: 4, choices: 2, goals: 1.2 },
    figures: 0.4,
    context: 0.35,
    options: 0.35,
    handlers: 0.2,
  },
  labels: {
    name: "labels",
    labels: 0.5,
    weights: { calls: 4, choices: 2, plans: 2, people: 1.5, goals: 1.5, lets: 1.5, waits: 0.6, holds: 1.1 },
    figures: 0.05,
    context: 0.45,
    options: 0.2,
    handlers: 0.3,
  },
  order: {
    name: "order",
    labels: 0.02,
    weights: { calls: 5, choices: 2.5, loops: 1.5, races: 1.5, plans: 2, goals: 1.2, lets: 0.3 },
    figures: 0.1,
    context: 0.15,
    options: 0.4,
    handlers: 0.3,
  },
  bounds: {
    name: "bounds",
    labels: 0,
    weights: { calls: 5, loops: 2, waits: 1.5, holds: 1.5, plans: 1.5, goals: 1.8, lets: 0.3 },
    figures: 0.9,
    context: 0.1,
    options: 0.5,
    handlers: 0.3,
  },
  context: {
    name: "context",
    labels: 0.15,
    weights: { calls: 3, choices: 2, waits: 3, emits: 2.5, holds: 2 },
    figures: 0.2,
    context: 1,
    options: 0.3,
    handlers: 0.2,
  },
  responses: {
    name: "responses",
    labels: 0,
    weights: { calls: 1.5, choices: 1.2, responses: 12, lets: 0.3, plans: 0.5, goals: 0.7 },
    figures: 0.05,
    context: 0.05,
    options: 0.2,
    handlers: 0.2,
  },
};

export function themeOf(name: ThemeName): Theme {
  return themes[name];
}

export function isTheme(name: string): name is ThemeName {
  return themeNames.some((each) => each === name);
}
