import { join } from "node:path";
import { dockerOutput, type Store, temporaryFolder } from "./engine.ts";

/** The files of an image as a tar file, with those that the engine adds to a container; it is gone when the test is over. */
export async function imageArchive(image: string, store?: Store): Promise<string> {
  const archive = join(temporaryFolder(), "image.tar");
  // It is never started; some images name no command.
  const container = (await dockerOutput(["create", image, "/none"], store)).trim();
  try {
    await dockerOutput(["export", "-o", archive, container], store);
  } finally {
    await dockerOutput(["rm", container], store);
  }
  return archive;
}
