/** The code of an error of the operating system or of SQLite, such as `ENOSPC`; empty for any other. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
