import type { Artifact } from "./artifacts.ts";
import type { Answer, Call, Endpoint } from "./endpoint.ts";
import { notFound, Refusal, refuse } from "./messages.ts";
import type { Switches } from "./switches.ts";
import type { World } from "./world.ts";

/** Get Artifact: labels and manifests as files, for the key that made them. */
export function artifactEndpoints(world: World): Endpoint[] {
  return [
    {
      operation: "GetArtifact",
      method: "GET",
      path: "/rs/artifact/:owner/:id/:index",
      group: "A",
      mediaType: (params) => world.artifacts.mediaTypeOf(params.id),
      handle: (call) => download(world, call),
    },
  ];
}

async function download(world: World, call: Call): Promise<Answer> {
  const { owner, id = "", index } = call.params;
  const now = world.clock.now();
  const artifact = world.artifacts.find({ id, owner: call.account.username, now });
  if (!artifact || owner !== call.account.username || index !== "0") throw notFound();
  artifact.attempts += 1;
  const { trouble, times } = world.switches.artifact;
  if (artifact.attempts <= times) return inTrouble(artifact, trouble);
  artifact.onDownload();
  return { status: 200, body: await artifact.render(), mediaType: artifact.mediaType };
}

function inTrouble({ mediaType }: Artifact, trouble: Switches["artifact"]["trouble"]): Answer {
  if (trouble === "pending") throw new Refusal(202, []);
  if (trouble === "system_error")
    refuse(500, "9150", "The PDF rendering system could not make the document.");
  return { status: 200, body: "<html><body>Service temporarily unavailable</body></html>", mediaType };
}
