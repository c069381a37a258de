import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { toOpsError } from "../../domain/errors.ts";
import type { Config } from "../../platform/config/config.ts";
import { demandRoomIn } from "../../platform/label-store.ts";
import { bad, type Check, type Finding, inArea, ok, warn } from "./finding.ts";

const GIBIBYTE = 1024 ** 3;
/** A label takes some 50 KiB, the database grows faster. */
const LITTLE = 2 * GIBIBYTE;
const TOO_LITTLE = 0.2 * GIBIBYTE;

/** Whether labels can be stored: the folder takes files, and the disk has room. */
export async function checkLabelFolder({ workspace, labels }: Config): Promise<Finding[]> {
  const folder = resolve(workspace, labels.folder);
  try {
    await demandRoomIn(folder);
    return inArea("labels", [ok("folder", `${folder} takes files`), await checkSpace(folder)]);
  } catch (thrown) {
    const error = toOpsError(thrown);
    if (error.kind === "bug") throw error;
    const trouble = {
      detail: error.message,
      next: `Make ${folder} a folder that this user may write to, on a disk with room.`,
    };
    return inArea("labels", [bad("folder", trouble)]);
  }
}

async function checkSpace(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const trouble = {
    detail: `${(free / GIBIBYTE).toFixed(1)} GiB free`,
    next: "Free disk space before labels can no longer be stored.",
  };
  if (free < TOO_LITTLE) return bad("disk", trouble);
  return free < LITTLE ? warn("disk", trouble) : ok("disk", trouble.detail);
}
