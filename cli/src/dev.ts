/*
 * For those who work on orch: what the phases make of a file.
 *   npm run dev -- tokens|ast|plan file.orch
 */
import { createSourceFile, parse } from "@orchlang/language";
import { readText } from "./project/json-argument.ts";
import { loadTarget } from "./project/target.ts";

const [what = "", file = ""] = process.argv.slice(2);

switch (what) {
  case "tokens":
    for (const { startOffset, end, tokenType, image } of parse(source()).tokens) {
      console.log(`${startOffset}..${end}\t${tokenType.name}\t${JSON.stringify(image)}`);
    }
    break;
  case "ast":
    console.log(JSON.stringify(parse(source()).file, null, 2));
    break;
  case "plan":
    console.log(JSON.stringify((await loadTarget(file)).plan ?? null, null, 2));
    break;
  default:
    console.error("npm run dev -- tokens|ast|plan file.orch");
    process.exitCode = 2;
}

function source() {
  return createSourceFile(file, readText("file", file));
}
