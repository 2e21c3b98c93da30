import { readFileSync } from "node:fs";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { compile } from "./compile.ts";
const host = {
  read(path: string) { try { return { text: readFileSync(path, "utf8") }; } catch (e) { const c = (e as {code?: string}).code; return { fault: c === "ENOENT" ? "missing" as const : "unreadable" as const, message: String(e) }; } },
  standard: standardModule, standardModules,
};
const r = compile({ files: [process.argv[2]!], root: "../shared/programs" }, host);
const skip = new Set(["origin", "span", "nameSpan", "label", "argumentLabels", "type", "types", "spans", "clauses", "way","schema"]);
console.log(JSON.stringify(r.projects[0]!.checked, (k, v) => v instanceof Map ? Object.fromEntries(v) : k === "clauses" && Array.isArray(v) ? v : skip.has(k) ? undefined : v, 1));
