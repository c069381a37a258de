import { guardedFolder } from "./guarded-folder.ts";

/** Loaded before the tests: what they leave in the folder for temporary files goes with their process. */
process.env.TMPDIR = guardedFolder();
