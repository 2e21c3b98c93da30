import { type Catalogue, collectCatalogue } from "@orchlang/language";
import * as labels from "../labels/messages.ts";
import { becauseMissing, releaseArguments } from "../labels/release.ts";
import * as types from "../types/messages.ts";
import * as units from "../units/messages.ts";
import { notCallable } from "./call.ts";
import { caseLacksFields, caseNotNamed, fieldNotNamed, unknownMember } from "./case.ts";
import { incomparable, unordered } from "./compare.ts";
import { argumentCount, namedArgument, unknownFunction } from "./core-call.ts";
import { unknownFailure } from "./failure.ts";
import { lambdaMissing, lambdaOutOfPlace, notAList } from "./fold.ts";
import { notForFold } from "./fold-rules.ts";
import { unknownTest } from "./is.ts";
import { mixedList } from "./list.ts";
import { numberTooLarge, unknownUnit } from "./literal.ts";
import { impossibleConstant } from "./make.ts";
import { unknownMemberOf } from "./member.ts";
import { nothingToBeIn } from "./membership.ts";
import {
  fieldMissing,
  mayBeMissing,
  outOfRange,
  quotedMember,
  unitMissing,
  wrongSize,
  wrongText,
  wrongType,
} from "./misfits.ts";
import { temperatureInProduct } from "./numeric.ts";
import { notNegatable } from "./operators.ts";
import * as patterns from "./pattern-messages.ts";
import { noRate } from "./per.ts";
import { dividedByZero } from "./product.ts";
import { reversedRange, strayRangeFound } from "./range.ts";
import { doubledField, spreadOfNoRecord, unknownField } from "./record.ts";
import { indexMissing, notAValue, unknownName } from "./reference.ts";
import { sameSides, unitsApart } from "./refusal.ts";

/** Every diagnostic of types, units, expressions and labels: ORCH30xx to ORCH35xx. */
export const expressionCatalogue: Catalogue = collectCatalogue(
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
