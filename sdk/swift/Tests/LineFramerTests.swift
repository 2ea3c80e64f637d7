import Testing
import TunnelPluginKit

@Suite struct LineFramerTests {
  /// The lines that come out when `chunks` go in; an overflow is "!".
  private func lines(_ chunks: [String], limit: Int = 100) -> [String] {
    var framer = LineFramer(limit: limit)
    var lines: [String] = []
    var partial = ""
    for chunk in chunks {
      Array(chunk.utf8).withUnsafeBytes { bytes in
        var rest = bytes
        while let action = framer.next(&rest) {
          switch action {
          case .line(let line): lines.append(String(decoding: line, as: UTF8.self))
          case .append(let piece): partial += String(decoding: piece, as: UTF8.self)
          case .finish(let piece):
            lines.append(partial + String(decoding: piece, as: UTF8.self))
            partial = ""
          case .overflow:
            partial = ""
            lines.append("!")
          }
        }
      }
    }
    return lines
  }

  @Test func linesWithinAChunkComeOutOneByOne() {
    #expect(lines(["a\nb\nc"]) == ["a", "b"])
  }

  @Test func aLineOverSeveralChunksIsPutTogether() {
    #expect(lines(["he", "ll", "o\nwor", "ld\n"]) == ["hello", "world"])
  }

  @Test func emptyLinesAreLines() {
    #expect(lines(["\n\n", "\n"]) == ["", "", ""])
  }

  @Test func aCarriageReturnBeforeTheLineFeedIsNoPartOfTheLine() {
    #expect(lines(["a\r\nb\r\n"]) == ["a", "b"])
  }

  @Test func aCarriageReturnAtTheEndOfAChunkIsHeldBack() {
    #expect(lines(["a\r", "\nb\r", "c\n"]) == ["a", "b\rc"])
    #expect(lines(["\r", "\n"]) == [""])
    #expect(lines(["\r", "\r", "\n"]) == ["\r"])
  }

  @Test func aLineAtTheLimitPassesAndALongerOneDoesNot() {
    #expect(lines(["12345\n123456\n1\n"], limit: 5) == ["12345", "!", "1"])
    #expect(lines(["123", "45\n", "123", "456\n", "1\n"], limit: 5) == ["12345", "!", "1"])
  }

  @Test func theRestOfATooLongLineIsSkippedAndReportedOnce() {
    #expect(lines(["123456", "789", "0\nok\n"], limit: 5) == ["!", "ok"])
  }

  @Test func everySplitOfAStreamGivesTheSameLines() {
    let stream = "one\r\n\r\ntwo\rx\nthree\n\r\r\nfour\n"
    let whole = lines([stream])
    let characters = Array(stream.unicodeScalars).map(String.init)
    for first in 0...characters.count {
      for second in first...characters.count {
        let chunks = [characters[..<first], characters[first..<second], characters[second...]].map { $0.joined() }
        #expect(lines(chunks) == whole)
      }
    }
    #expect(whole == ["one", "", "two\rx", "three", "\r", "four"])
  }
}
