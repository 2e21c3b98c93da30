import type { Ajv2020 } from "ajv/dist/2020.js";
import type { DataValidateFunction, DataValidationCxt } from "ajv/dist/types/index.js";
import type { Json } from "../shapes/json.ts";
import { normaliserOf } from "./normalise.ts";

/** What `admissionSchema` writes beside JSON Schema's own keywords. */
export function addKeywords(ajv: Ajv2020, extra: "fault" | "drop"): void {
  ajv.addKeyword("x-orch");
  ajv.addKeyword("x-name");
  ajv.addKeyword("x-labels");
  ajv.addKeyword({
    keyword: "admits",
    modifying: true,
    errors: "full",
    compile: (tag: Json) => admits(tag, extra),
  });
  ajv.addKeyword({ keyword: "leaveOut", modifying: true, compile: () => leaveOut });
}

/** Checks and replaces a value by the normaliser of its type. */
function admits(tag: Json, extra: "fault" | "drop"): DataValidateFunction {
  const normalise = normaliserOf(tag);
  const validate: DataValidateFunction = (data: Json, context?: DataValidationCxt) => {
    const normal = normalise?.(data, extra) ?? { ok: data };
    if ("fault" in normal) {
      validate.errors = [{ keyword: "admits", message: normal.fault, params: {} }];
      return false;
    }
    if (context !== undefined) context.parentData[context.parentDataProperty] = normal.ok;
    return true;
  };
  return validate;
}

/** None in a record is a field that isn't there; in a list, and for a whole value, it stands as it is. */
const leaveOut: DataValidateFunction = (_data: Json, context?: DataValidationCxt) => {
  if (context === undefined || Array.isArray(context.parentData)) return true;
  if (context.rootData !== context.parentData) delete context.parentData[context.parentDataProperty];
  return true;
};
