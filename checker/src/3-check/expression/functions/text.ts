import type { Type } from "../../type.ts";
import { boolType, listType, stringType } from "../../types/kinds.ts";
import { type CoreFunction, type CoreParameter, plain, whole } from "./function.ts";

const isText = (type: Type): boolean => type.kind === "string" || type.kind === "enum";

const text = (name: string): CoreParameter => ({ name, type: stringType });

/** Functions of texts. Sizes count characters as people do (code points). */
export const textFunctions: readonly CoreFunction[] = [
  plain("size", "text.size -> Int", isText, [], whole(0), "text.size"),
  plain("lower", "text.lower -> String", isText, [], stringType, "text.lower"),
  plain("upper", "text.upper -> String", isText, [], stringType, "text.upper"),
  plain("trim", "text.trim -> String", isText, [], stringType, "text.trim"),
  plain("contains", "text.contains(part: String) -> Bool", isText, [text("part")], boolType, "text.contains"),
  plain(
    "starts_with",
    "text.starts_with(part: String) -> Bool",
    isText,
    [text("part")],
    boolType,
    "text.starts_with",
  ),
  plain(
    "ends_with",
    "text.ends_with(part: String) -> Bool",
    isText,
    [text("part")],
    boolType,
    "text.ends_with",
  ),
  plain(
    "split",
    "text.split(by: String) -> [String]",
    isText,
    [text("by")],
    listType(stringType),
    "text.split",
  ),
  plain(
    "replace",
    "text.replace(part: String, by: String) -> String",
    isText,
    [text("part"), text("by")],
    stringType,
    "text.replace",
  ),
];
