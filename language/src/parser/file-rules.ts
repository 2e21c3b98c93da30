import type { Declaration, FileNode, Import, ImportedName, ModuleHeader } from "../ast/file.ts";
import type { DeclarationBase } from "../ast/declaration.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import type { Rule } from "./base.ts";
import { docBetween } from "./doc-comments.ts";
import { ScenarioRules } from "./scenario-rules.ts";
