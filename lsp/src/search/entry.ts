// The thread that searches, where the server is not bundled into one file.
import { searchHere } from "./here.ts";

void searchHere();
