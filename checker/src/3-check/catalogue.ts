import { type Catalogue, collectCatalogue } from "@orchlang/language";
import * as load from "../1-load/messages.ts";
import * as resolve from "../2-resolve/messages.ts";
import * as call from "./call/messages.ts";
import * as declarations from "./declarations/messages.ts";
import * as rules from "./declarations/rule-messages.ts";
import { notCallable } from "./expression/call.ts";
import { caseLacksFields, caseNotNamed, fieldNotNamed, unknownMember } from "./expression/case.ts";
import { incomparable, unordered } from "./expression/compare.ts";
import { argumentCount, namedArgument, unknownFunction } from "./expression/core-call.ts";
import { unknownFailure } from "./expression/failure.ts";
import { lambdaMissing, lambdaOutOfPlace, notAList } from "./expression/fold.ts";
import { notForFold } from "./expression/fold-rules.ts";
import { unknownTest } from "./expression/is.ts";
import { mixedList } from "./expression/list.ts";
import { numberTooLarge, unknownUnit } from "./expression/literal.ts";
import { impossibleConstant } from "./expression/make.ts";
import { unknownMemberOf } from "./expression/member.ts";
import { nothingToBeIn } from "./expression/membership.ts";
import {
  fieldMissing,
  mayBeMissing,
  outOfRange,
  quotedMember,
  unitMissing,
  wrongSize,
  wrongText,
  wrongType,
} from "./expression/misfits.ts";
import { temperatureInProduct } from "./expression/numeric.ts";
import { notNegatable } from "./expression/operators.ts";
import * as patterns from "./expression/pattern-messages.ts";
import { dividedByZero, noRate } from "./expression/product.ts";
import { reversedRange, strayRangeFound } from "./expression/range.ts";
import { doubledField, spreadOfNoRecord, unknownField } from "./expression/record.ts";
import { indexMissing, notAValue, unknownName } from "./expression/reference.ts";
import { sameSides, unitsApart } from "./expression/refusal.ts";
import * as labels from "./labels/messages.ts";
import { becauseMissing, releaseArguments } from "./labels/release.ts";
import * as routine from "./routine/messages.ts";
import * as types from "./types/messages.ts";
import * as units from "./units/messages.ts";

/** Every diagnostic of types, units, expressions and labels: ORCH30xx to ORCH35xx. */
const expressionCatalogue: Catalogue = collectCatalogue(
  types,
  labels,
  { becauseMissing, releaseArguments },
  units,
  { fieldMissing, mayBeMissing, outOfRange, quotedMember, unitMissing, wrongSize, wrongText, wrongType },
  {
    incomparable,
    unordered,
    sameSides,
    nothingToBeIn,
    unitsApart,
    temperatureInProduct,
    dividedByZero,
    noRate,
    notNegatable,
  },
  { numberTooLarge, unknownUnit, impossibleConstant, reversedRange, strayRangeFound },
  { unknownName, unknownMember, notAValue, indexMissing, unknownMemberOf, unknownFailure, unknownTest },
  { notCallable, argumentCount, namedArgument, unknownFunction },
  { caseLacksFields, caseNotNamed, fieldNotNamed },
  { lambdaMissing, lambdaOutOfPlace, notAList, notForFold, mixedList },
  { doubledField, spreadOfNoRecord, unknownField },
  patterns,
);

/** Every diagnostic of phases 1 to 3, by code. */
export const checkerCatalogue: Catalogue = new Map([
  ...collectCatalogue(load, resolve, declarations, call, routine, rules),
  ...expressionCatalogue,
]);
