import { expect, test } from "bun:test";
import { systemdUnit, unitName } from "./systemd-unit.ts";

test("a unit of the user works as its user, and systemd signals the daemon alone", () => {
  const unit = systemdUnit({
    command: ["/usr/local/bin/ops", "daemon", "--workspace", "/srv/shop"],
    workspace: "/srv/shop",
    user: null,
    stopSeconds: 60,
  });
  expect(unit).toContain("ExecStart=/usr/local/bin/ops daemon --workspace /srv/shop\n");
  expect(unit).toContain("ExecReload=/bin/kill -HUP $MAINPID\n");
  expect(unit).toContain("WorkingDirectory=/srv/shop\nKillMode=process\n");
  expect(unit).toContain("WantedBy=default.target");
});

test("workspaces of one name in different folders have different units", () => {
  expect(unitName("/srv/shop")).toBe("ops-srv-shop.service");
  expect(unitName("/srv/other/my 1st shop")).toBe("ops-srv-other-my-1st-shop.service");
});

test("a unit of the machine names its user", () => {
  const unit = systemdUnit({
    command: ["/usr/local/bin/ops", "daemon"],
    workspace: "/srv/shop",
    user: "shop",
    stopSeconds: 60,
  });
  expect(unit).toContain("\nUser=shop\n");
  expect(unit).toContain("WantedBy=multi-user.target");
});

test("what systemd would read in its own way is quoted", () => {
  const unit = systemdUnit({
    command: ["/opt/my ops", "--set", 'a="b\\c"', "100%", "$HOME"],
    workspace: "/srv/100% shop",
    user: null,
    stopSeconds: 60,
  });
  expect(unit).toContain(String.raw`ExecStart="/opt/my ops" --set "a=\"b\\c\"" 100%% "$$HOME"`);
  expect(unit).toContain("WorkingDirectory=/srv/100%% shop\n");
});
