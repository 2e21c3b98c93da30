import { readFileSync } from "node:fs";
import { createSourceFile, positionAt } from "@orchlang/language";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { compile } from "./compile.ts";
const host = {
  read(path: string) { try { return { text: readFileSync(path, "utf8") }; } catch (e) { const c = (e as {code?: string}).code; return { fault: c === "ENOENT" ? "missing" as const : "unreadable" as const, message: String(e) }; } },
  standard: standardModule, standardModules,
};
const verbose = process.env.V === "1";
for (const f of process.argv.slice(2)) {
  const t = performance.now();
  const r = compile({ files: [f], root: "." }, host);
  const ms = (performance.now() - t).toFixed(0);
  const text = host.read(f);
  const s = createSourceFile(f, "text" in text ? text.text ?? "" : "");
  const marks = s.text.split("\n").flatMap((l, i) => l.includes("//!") ? [i + 1] : []);
  const got = r.diagnostics.filter(d => d.severity === "error");
  const ok = marks.length === 0 ? r.diagnostics.length === 0 : got.length === 1 && positionAt(s, got[0]!.span.start).line + 1 === marks[0];
  console.log(ok ? "ok  " : "FAIL", f.split("/").at(-1), ms + "ms", marks.join());
  if (!ok || verbose) for (const d of r.diagnostics) console.log("      ", (d.file===f? positionAt(s, d.span.start).line + 1 : d.file) + ":", d.severity, d.code, d.message, d.label ?? "", d.help ? "| " + d.help : "");
}
