import { describe, expect, test } from "bun:test";
import { migrations } from "./migrations.ts";
import { Repository, report } from "./repository.ts";

const FIRST = "create table a ();\n";
const HASH = new Bun.CryptoHasher("sha256").update(FIRST).digest("hex");
const GOOD = {
  "drizzle/0001_first.sql": FIRST,
  "drizzle/released.sha256": "",
  "src/db/migrations.ts": 'import first from "../../drizzle/0001_first.sql" with { type: "text" };',
};
const findings = (texts: Record<string, string>) => report(migrations(new Repository({ ...GOOD, ...texts })));

describe("migrations", () => {
  test("pass when embedded, whether released or not", () => {
    expect(findings({})).toBe("");
    expect(findings({ "drizzle/released.sha256": `${HASH}  0001_first.sql\n` })).toBe("");
  });

  test("one that is not in the binary is reported", () => {
    expect(findings({ "src/db/migrations.ts": "" })).toStartWith(
      "drizzle/0001_first.sql:1: is not in the binary",
    );
    const { "src/db/migrations.ts": _, ...without } = GOOD;
    expect(report(migrations(new Repository(without)))).toContain("is not in the binary");
  });

  test("a released one may neither change nor go", () => {
    const released = { "drizzle/released.sha256": `\n${HASH}  0001_first.sql\n` };
    expect(findings({ ...released, "drizzle/0001_first.sql": `${FIRST} ` })).toStartWith(
      "drizzle/0001_first.sql:1: was released and has changed",
    );
    expect(findings({ "drizzle/released.sha256": `\n${HASH}  0000_gone.sql\n` })).toBe(
      "drizzle/released.sha256:2: 0000_gone.sql was released and is gone",
    );
    expect(findings({ "drizzle/released.sha256": "0001_first.sql\n" })).toContain("not a line of sha256sum");
  });

  test("a gap in the numbers, a foreign file and a lost list are reported", () => {
    const third = {
      "drizzle/0003_third.sql": "",
      "src/db/migrations.ts": `${GOOD["src/db/migrations.ts"]} import "../../drizzle/0003_third.sql";`,
    };
    expect(findings(third)).toBe(
      "drizzle/0003_third.sql:1: the next migration is named 0002_<what_it_does>.sql",
    );
    expect(findings({ "drizzle/notes.md": "" })).toContain("drizzle/notes.md:1: the next migration is named");
    const { "drizzle/released.sha256": _, ...without } = GOOD;
    expect(report(migrations(new Repository(without)))).toContain(
      "released.sha256:1: the list of released migrations",
    );
  });
});
