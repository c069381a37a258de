import { outputError } from "../../platform/files.ts";
import type { Sink } from "./diagnostics.ts";

/** A stream of the process as a sink. */
export function streamSink(stream: NodeJS.WriteStream): Sink {
  // Each write tells of its own error; without a listener the stream would throw it as well.
  stream.on("error", () => undefined);
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(outputError(error)) : resolve()));
      }),
  };
}
