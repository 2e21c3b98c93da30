import { growInProportion, inARow } from "./growth.ts";

growInProportion(inARow);
