// The protobuf runtime of the generated module, with int64 as plain numbers. Every int64 in use is exact as a double:
// indexes, sizes, ranges and times in whole seconds (nanoseconds are then a multiple of 2^9).
import protobuf from "protobufjs/minimal.js";

protobuf.util.Long = null;
protobuf.configure();

export default protobuf;
