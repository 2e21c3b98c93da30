/** A server that writes as much as it can, and says nothing. */
import { writeSync } from "node:fs";

const [, , how = ""] = process.argv;
const much = Buffer.alloc(1_000_000, how.endsWith("lines") ? `${"x".repeat(99)}\n` : "x");
const fd = how.startsWith("stdout") ? 1 : 2;
for (;;) writeSync(fd, much);
