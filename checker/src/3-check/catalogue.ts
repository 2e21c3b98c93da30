import { type Catalogue, collectCatalogue } from "@orchlang/language";
import * as load from "../1-load/messages.ts";
import * as resolve from "../2-resolve/messages.ts";
import * as call from "./call/messages.ts";
import * as declarations from "./declarations/messages.ts";
import * as rules from "./declarations/rule-messages.ts";
import { expressionCatalogue } from "./expression/catalogue.ts";
import * as routine from "./routine/messages.ts";

/** Every diagnostic of phases 1 to 3, by code. */
export const checkerCatalogue: Catalogue = new Map([
  ...collectCatalogue(load, resolve, declarations, call, routine, rules),
  ...expressionCatalogue,
]);
