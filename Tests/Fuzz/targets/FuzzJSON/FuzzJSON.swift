import FuzzInput
import Glibc
import RawJSON

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// Reads one input in every way there is, and checks that the ways agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let bytes = input.bytes

  let skipped = failure { () throws(JSONError) in
    var cursor = JSONCursor(bytes)
    _ = try cursor.skipValue()
    try cursor.end()
  }
  let walked = failure { () throws(JSONError) in try walk(bytes) }
  precondition(skipped == walked, "skipping and stepping through disagree")

  let scanned = failure { () throws(JSONError) in
    let message = try JSONRPCMessage.scan(bytes)
    let peek = JSONRPCMessage.peek(bytes)
    precondition(peek.id == message.id && peek != .invalid, "peek and scan disagree")
    if let id = message.id {
      let token = UnsafeRawBufferPointer(rebasing: bytes[id])
      precondition(JSONRPCMessage.sameID(token, token))
      let found = try find(pointer: "/id", in: bytes)
      precondition(found == id, "pointer and scan disagree")
    }
  }
  precondition((skipped == nil) == (scanned?.isValidJSON ?? true), "scan judges the grammar differently")

  _ = JSONRPCMessage.peek(bytes)
  _ = failure { () throws(JSONError) in _ = try find(pointer: "/params/a~1b", in: bytes) }
  _ = JSONRPCMessage.sameID(bytes, UnsafeRawBufferPointer(rebasing: bytes[(count / 2)...]))

  var quoted: [UInt8] = []
  JSONQuoting.append(utf8: bytes, to: &quoted)
  quoted.withUnsafeBytes { quoted in
    let reread = failure { () throws(JSONError) in
      var cursor = JSONCursor(quoted)
      let text = try cursor.readString().decoded
      try cursor.end()
      precondition(text == String(decoding: bytes, as: UTF8.self), "quoting changed the text")
    }
    precondition(reread == nil, "quoting gave no JSON string")
  }
  return 0
}

private func failure(_ body: () throws(JSONError) -> Void) -> JSONError? {
  do throws(JSONError) {
    try body()
    return nil
  } catch {
    return error
  }
}

private func walk(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
  var cursor = JSONCursor(bytes)
  var isObject: [Bool] = []
  repeat {
    switch try cursor.peekKind() {
    case .object:
      try cursor.beginObject()
      isObject.append(true)
    case .array:
      try cursor.beginArray()
      isObject.append(false)
    case .string: _ = try cursor.readString().decoded
    case .true, .false: _ = try cursor.readBool()
    case .number, .null: _ = try cursor.skipValue()
    }
    while let inObject = isObject.last {
      let more = inObject ? try cursor.nextMember() != nil : try cursor.nextElement()
      if more { break }
      isObject.removeLast()
    }
  } while !isObject.isEmpty
  try cursor.end()
}
