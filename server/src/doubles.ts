// Doubles that answer in place of handlers. They take the simulator, which few servers need.

export { type DoubleCall, Doubles } from "./doubles/doubles.ts";
