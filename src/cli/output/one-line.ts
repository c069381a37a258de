const SPACES = /\s+/g;
/** Control characters could move the cursor. */
const CONTROLS = /\p{Cc}/gu;

/** Text of others on one line, with nothing in it that a terminal would obey. */
export const oneLine = (text: string): string => text.replace(SPACES, " ").replace(CONTROLS, "");
