import "./groupings.ts";
import { serveProcess } from "@orchlang/lsp";

void serveProcess();
