/** What the daemon said went wrong, in its own English, which the files beside this one read. */
export class DaemonError extends Error {
  /** What its status code says already. */
  readonly kind: "not-found" | "timeout" | "other";

  constructor(message: string, kind: DaemonError["kind"] = "other") {
    super(message);
    this.name = "DaemonError";
    this.kind = kind;
  }
}
