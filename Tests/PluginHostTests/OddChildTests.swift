import CurlHTTP
import Logging
import NIOCore
import TestPlugins
import TestServer
import Testing

@testable import PluginHost

/// Children that a host must survive (dataplane spec 14, row 15).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct OddChildTests {
  @Test("A child that floods its standard error does not slow its output, and the log stays readable (row 15, ST-03)")
  func flood() async throws {
    let child = try TestChild.shell("yes 'an error that nobody reads' >&2 & exec cat")
    // Each round trip lets the loop turn with the flood in the pipe.
    for round in 1...200 {
      child.write("line\n")
      await child.output(of: 5 * round)
    }
    child.child?.stop(grace: .zero)
    _ = await child.exits.next()
    let lines = child.log.lines.filter { $0.metadata["stream"] == "stderr" }
    let logged = lines.filter { $0.level == .info }
    #expect(logged.count >= 200)
    // The test lasts seconds at most; without a budget these would be hundreds of thousands.
    #expect(logged.count <= 200 + 60 * 50)
    let reports = lines.filter { $0.level == .warning }
    #expect(!reports.isEmpty)
    #expect(reports.allSatisfy { $0.text.contains("were not logged") })
    #expect(reports.count <= 61)
  }

  @Test("A child that never reads fills its own queue only; another one works on (row 15, ST-04)")
  func deaf() async throws {
    let deaf = try TestChild.shell("echo ready; exec sleep 1000")
    await deaf.output(of: 6)
    let piece = ByteBuffer(repeating: 0x20, count: 8 << 20)
    for _ in 1...8 { deaf.write(piece) }
    let process = try #require(deaf.child)
    guard case .full = process.reserve(piece.readableBytes) else {
      Issue.record("more than 64 MiB wait")
      return
    }
    let other = try TestChild(["cat"])
    other.write("hello")
    await other.output(of: 5)
    #expect(other.text == "hello")
    process.stop(grace: .zero)
    #expect(await deaf.exits.next() == "false 15 killed by signal 15")
    other.child?.stop(grace: .seconds(30))
    _ = await other.exits.next()
  }

  @Test("A child that closes its output but lives is told to the plugin at once, and can be stopped (row 15, ST-06)")
  func mute() async throws {
    let child = try TestChild.shell("trap '' TERM; echo ready; exec >&-; while :; do sleep 100; done")
    await child.output(of: 6)
    await child.closedOutput()
    #expect(child.child != nil)
    child.context.limitClosing(to: .milliseconds(200))
    child.child?.stop(grace: .zero)
    #expect(await child.exits.next() == "false 9 killed by signal 9")
  }
}
