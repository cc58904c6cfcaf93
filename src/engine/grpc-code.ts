/** Those of gRPC's status codes that are told apart here (grpc/grpc: doc/statuscodes.md). */
export const Code = {
  OK: 0,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;
