import { growInProportion, inARow } from "./growth.ts";

growInProportion((shape) => !inARow(shape));
