import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct StreamReaderTests {
  @Test func aLineWithinAChunkNeedsNoBuffer() throws {
    let fake = FakeHost()
    var reader = LineReader(try Host(fake.rawPointer))
    var buffered: [Bool] = []
    Array("a\nb\n".utf8).withUnsafeBytes { bytes in
      reader.read(bytes) { if case .line(_, let buffer) = $0 { buffered.append(buffer != nil) } }
    }
    #expect(buffered == [false, false])
    #expect(fake.liveBuffers == 0)
  }

  @Test func aLineOverChunksComesInABufferThatHoldsExactlyIt() throws {
    let fake = FakeHost()
    var reader = LineReader(try Host(fake.rawPointer))
    var lines: [String] = []
    for chunk in ["{\"a\"", ":1", "}\r\n"] {
      Array(chunk.utf8).withUnsafeBytes { bytes in
        reader.read(bytes) {
          guard case .line(let line, let buffer) = $0 else { return }
          #expect(buffer != nil)
          lines.append(String(decoding: line, as: UTF8.self))
        }
      }
    }
    #expect(lines == ["{\"a\":1}"])
    #expect(fake.liveBuffers == 0)
  }

  @Test func halfALineIsReleasedWithItsReader() throws {
    let fake = FakeHost()
    do {
      var reader = LineReader(try Host(fake.rawPointer))
      Array("half".utf8).withUnsafeBytes { reader.read($0) { _ in } }
      #expect(fake.liveBuffers == 1)
    }
    #expect(fake.liveBuffers == 0)
  }

  @Test func eventsOverChunksComeInABuffer() throws {
    let fake = FakeHost()
    var reader = EventStreamReader(try Host(fake.rawPointer))
    var events: [String] = []
    for chunk in ["data: a", "b\n\nda", "ta: c\n\n"] {
      Array(chunk.utf8).withUnsafeBytes { bytes in
        reader.read(bytes) {
          guard case .event(_, let data, let buffer) = $0 else { return }
          events.append(String(decoding: data, as: UTF8.self) + (buffer == nil ? "" : "*"))
        }
      }
    }
    #expect(events == ["ab*", "c"])
    #expect(fake.liveBuffers == 0)
  }
}
