export { nearest } from "./3-check/expression/nearest.ts";
