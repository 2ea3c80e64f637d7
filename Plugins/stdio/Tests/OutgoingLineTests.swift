import Testing
import TunnelPluginKit

@testable import StdioTransport

@Suite struct OutgoingLineTests {
  /// `message` with each slice (by character range) replaced.
  private func line(_ message: String, _ replacements: [(Range<Int>, String)] = []) -> String {
    var line = OutgoingLine()
    Array(message.utf8).withUnsafeBytes { bytes in
      line.set(
        bytes,
        replacing: replacements.map {
          (slice: UnsafeRawBufferPointer(rebasing: bytes[$0.0]), with: Array($0.1.utf8))
        })
    }
    return String(decoding: line.bytes, as: UTF8.self)
  }

  @Test func slicesAreReplacedWhereverTheyStand() {
    #expect(line("abcdef", [(4..<5, "E!"), (0..<1, "")]) == "bcdE!f\n")
    #expect(line("abc", [(0..<3, "x")]) == "x\n")
    #expect(line("abc", [(0..<2, "x"), (1..<3, "y")]) == "xc\n")
    #expect(line("") == "\n")
  }

  @Test func aSliceOfSomethingElseIsLeftAlone() {
    var line = OutgoingLine()
    Array("abc".utf8).withUnsafeBytes { message in
      Array("zzz".utf8).withUnsafeBytes { line.set(message, replacing: [(slice: $0, with: [1])]) }
    }
    #expect(String(decoding: line.bytes, as: UTF8.self) == "abc\n")
  }

  @Test func aPrettyPrintedMessageBecomesOneLine() {
    #expect(line("{\r\n \"a\": 1\n}") == "{   \"a\": 1 }\n")
  }

  @Test func oneLineAfterAnotherDoesNotMix() {
    var line = OutgoingLine()
    line.setCancellation(of: 12)
    Array("7".utf8).withUnsafeBytes { line.setReply(to: $0, declined: false) }
    #expect(String(decoding: line.bytes, as: UTF8.self) == #"{"jsonrpc":"2.0","id":7,"result":{}}"# + "\n")
  }
}
