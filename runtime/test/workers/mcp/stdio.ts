import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { newServer } from "./tools.ts";

await newServer().connect(new StdioServerTransport());
process.stderr.write("ready\n");
