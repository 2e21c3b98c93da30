// The budgets of a run, and the amounts that count against them.
export { costIn, moneyOf, ofWorst, plus } from "./run/amounts.ts";
export { type Budget, budgetsOf, runBudgets } from "./run/budgets.ts";
