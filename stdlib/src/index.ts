export { type StandardModule, standardModule, standardModules } from "./modules.ts";
