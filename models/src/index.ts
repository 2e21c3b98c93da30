// One question to a model of any provider.
export { type AnswerForm, answerForm } from "./answer-schema.ts";
export { type Answer, ask, promptOf, type Question } from "./ask.ts";
export { type Allowance, type Granted, grantedOutput, inputTokensMax } from "./bound.ts";
export { type Embedded, embed } from "./embed.ts";
export type { AskFailure } from "./failure.ts";
export { type Arm, drawnOrder, Experience } from "./learned.ts";
export { costOf, type Usage } from "./rates.ts";
export { Breakers, type Candidate, type Route, routeOf, type Wanted } from "./route.ts";
export { type Fabric, fabricOf, type Model, type Rates } from "./settings.ts";
