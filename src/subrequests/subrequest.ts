import type { Session } from "../context/session.ts";

/** What `docker buildx build --call=NAME` asks instead of a build (frontend/subrequests of BuildKit). */
export interface Subrequest<Answer> {
  readonly definition: Definition;
  /** Finds the answer, in the shape that clients know: it is sent as JSON. */
  run(session: Session): Promise<Answer>;
  /** The answer for people, where the client has no printer of its own for it. */
  print(answer: Answer): string;
  /** The exit code of the client; 0 where this is left out. */
  statusCode?(answer: Answer): number;
}

/** A subrequest as `--call=subrequests.describe` lists it. */
export interface Definition {
  /** "frontend.outline" */
  readonly name: string;
  /** Of the answer's shape. A client that knows this version prints the answer by itself. */
  readonly version: string;
  readonly type: "rpc";
  readonly description: string;
  readonly opts?: readonly Named[];
  readonly metadata: readonly Named[];
}

interface Named {
  readonly name: string;
  readonly description?: string;
}
