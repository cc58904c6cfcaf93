export * from "protobufjs";
