import { expect, test } from "bun:test";
import { OpsError } from "../domain/errors.ts";
import { nameTarget, serverAddress, targetFromUrl } from "./database-target.ts";

test.each([
  "postgresql:///shop?host=/run/pg&port=6000&user=ops",
  "postgresql://ops@/shop?host=/run/pg&port=6000",
  "postgres://ops@localhost:6000/shop?host=%2Frun%2Fpg",
  "postgresql://ops@%2Frun%2Fpg:6000/shop",
])("a host that is a folder is a socket: %s", (url) => {
  expect(targetFromUrl(url)).toEqual({
    kind: "socket",
    folder: "/run/pg",
    port: 6000,
    user: "ops",
    database: "shop",
  });
});

test("a URL gives its parts decoded, with PostgreSQL's defaults", () => {
  const target = targetFromUrl("postgresql://o%40ps:p%2Fw@[::1]/my%20shop");
  expect(serverAddress(target)).toEqual({
    host: "::1",
    port: 5432,
    user: "o@ps",
    password: "p/w",
    database: "my shop",
    ssl: false,
  });
  expect(serverAddress(targetFromUrl("postgres://ops@db.example.com:6000"))).toMatchObject({
    host: "db.example.com",
    port: 6000,
    database: "ops",
  });
});

test.each([
  ["disable", false],
  ["require", { rejectUnauthorized: false }],
  ["verify-full", { rejectUnauthorized: true }],
] as const)("sslmode %s means what it means to libpq", (mode, ssl) => {
  expect(serverAddress(targetFromUrl(`postgresql://ops@db.example.com/shop?sslmode=${mode}`)).ssl).toEqual(
    ssl,
  );
});

test("a name for people has no password in it", () => {
  expect(nameTarget(targetFromUrl("postgresql://ops:hunter2@db.example.com/shop"))).toBe(
    "database shop at db.example.com:5432",
  );
});

test.each(["", "shop", "mysql://ops:hunter2@db.example.com/shop", "postgresql://ops:hunter2@:nowhere"])(
  "what is no PostgreSQL URL is refused without repeating it: %j",
  (url) => {
    try {
      targetFromUrl(url);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(OpsError);
      expect((error as OpsError).code).toBe("bad_settings");
      expect((error as OpsError).message).not.toContain("hunter2");
    }
  },
);
