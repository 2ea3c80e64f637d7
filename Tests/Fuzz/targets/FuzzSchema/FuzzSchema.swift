import FuzzInput
import Glibc
import JSONSchema

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// The input is a schema and, behind its first NUL byte, a value: reads the one, and checks the other against it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSchema(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let parts = input.bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  guard let text = parts.first, let schema = try? JSONSchema(Array(text)) else { return 0 }
  let value = parts.count > 1 ? Array(parts[1]) : []
  let problems = schema.problems(in: value)
  precondition(problems == schema.problems(in: value), "two checks disagree")
  precondition(problems.count <= 100)
  if let example = schema.acceptedExample { precondition(schema.problems(in: example).isEmpty) }
  if let example = schema.refusedExample { precondition(!schema.problems(in: example).isEmpty) }
  return 0
}
