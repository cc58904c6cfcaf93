/**
 * A subrequest that this frontend does not answer. Clients put `unsupported request NAME: ` in front of the message
 * (solver/errdefs/subrequest.go), so it says what there is instead.
 */
export class UnsupportedRequest extends Error {
  /** "frontend.convertllb" */
  readonly request: string;

  constructor(request: string, supported: readonly string[]) {
    super(`--call can be ${supported.map((name) => name.replace(/^frontend\./, "")).join(", ")}`);
    this.name = "UnsupportedRequest";
    this.request = request;
  }
}
