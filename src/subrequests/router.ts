import type { Session } from "../context/session.ts";
import { metadataResult, type Result } from "../engine/result.ts";
import { UnsupportedRequest } from "../engine/unsupported-request.ts";
import { visibleText } from "../text/visible-text.ts";
import { describeSubrequests } from "./describe.ts";
import { lint } from "./lint.ts";
import { outline } from "./outline.ts";
import { schema } from "./schema.ts";
import type { Subrequest } from "./subrequest.ts";
import { targets } from "./targets.ts";

const describe = describeSubrequests([outline, targets, lint, schema].map(({ definition }) => definition));
const all = [answering(outline), answering(targets), answering(lint), answering(schema), answering(describe)];

/** Answers a subrequest, e.g. "frontend.outline". Throws an UnsupportedRequest for one that there is not. */
export async function answerSubrequest(name: string, session: Session): Promise<Result> {
  const subrequest = all.find((known) => known.name === name);
  if (subrequest === undefined) {
    throw new UnsupportedRequest(
      name,
      all.map((known) => known.name),
    );
  }
  return subrequest.answer(session);
}

function answering<Answer>(subrequest: Subrequest<Answer>) {
  const { name, version } = subrequest.definition;
  return {
    name,
    answer: async (session: Session): Promise<Result> => {
      const answer = await subrequest.run(session);
      const statusCode = subrequest.statusCode?.(answer);
      return metadataResult({
        "result.json": JSON.stringify(answer, null, 2),
        "result.txt": visibleText(subrequest.print(answer)),
        ...(statusCode === undefined ? {} : { "result.statuscode": String(statusCode) }),
        version,
      });
    },
  };
}
