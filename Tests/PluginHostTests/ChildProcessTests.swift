import CurlHTTP
import Glibc
import Logging
import NIOCore
import TestPlugins
import TestServer
import Testing

@testable import PluginHost

@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
  @Test func aChildEchoesAndEndsWhenItsInputIsClosed() async throws {
    let child = try TestChild(["cat"])
    child.write("hello ")
    child.write("world\n")
    await child.output(of: 12)
    child.child?.stop(grace: .seconds(30))
    #expect(await child.exits.next() == "true 0 exited with code 0")
    #expect(child.text == "hello world\n")
    #expect(child.child == nil)
  }

  @Test func fourMebibytesGoThroughThePipeUnchanged() async throws {
    let child = try TestChild(["cat"])
    let bytes = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) }
    child.write(ByteBuffer(bytes: bytes))
    await child.output(of: bytes.count)
    #expect(child.output == bytes)
    child.child?.stop(grace: .seconds(30))
    #expect(await child.exits.next() == "true 0 exited with code 0")
  }

  @Test func itsEndIsReportedAfterItsLastOutputWithItsCode() async throws {
    let child = try TestChild.shell("printf 'last words'; exit 3")
    #expect(await child.exits.next() == "true 3 exited with code 3")
    #expect(child.text == "last words")
  }

  @Test func aMissingProgramIsAnAnswerNotAChild() {
    let error = #expect(throws: ChildStartFailure.self) { try TestChild(["no-such-program-here"]) }
    #expect(error?.description == "not found in PATH")
  }

  @Test func aProgramThatTheSystemCannotRunEndsAsNotStarted() async throws {
    let folder = try TemporaryFolder()
    let file = folder.write("#!/no/such/interpreter\n", as: "tool", executable: true)
    let child = try TestChild([file])
    #expect(await child.exits.next().hasPrefix("false 0 could not start: "))
  }

  @Test("A child that ignores SIGTERM is killed (W-38)")
  func stubbornChild() async throws {
    let child = try TestChild.shell("trap '' TERM; echo ready; while :; do sleep 100; done")
    await child.output(of: 6)
    // The children of a binding that is being closed share what time there is.
    child.context.limitClosing(to: .milliseconds(200))
    child.child?.stop(grace: .zero)
    #expect(await child.exits.next() == "false 9 killed by signal 9")
  }

  @Test func aChildThatHeedsSIGTERMEndsByIt() async throws {
    let child = try TestChild.shell("echo ready; exec sleep 100")
    await child.output(of: 6)
    child.child?.stop(grace: .zero)
    #expect(await child.exits.next() == "false 15 killed by signal 15")
  }

  @Test func whatAChildStartedGoesWithIt() async throws {
    let child = try TestChild.shell("sleep 1000 & echo $!; exit 0")
    _ = await child.exits.next()
    let grandchild = try #require(pid_t(child.text.split(separator: "\n").first.map(String.init) ?? ""))
    // It was killed before the end was reported; it dies when it next gets a processor, and is a zombie until init has
    // reaped it. The suite's time limit ends the wait.
    while let state = processState(grandchild), state != "Z", state != "X" { await Task.yield() }
  }

  @Test("The control plane's key is not in a child's environment (W-35)")
  func scrubbedEnvironment() async throws {
    setenv("CONTROL_PLANE_API_KEY", "sk-secret-of-the-test", 1)
    setenv("TEST_HANDED_DOWN", "handed down", 1)
    let child = try TestChild(["env"], environment: [("ADDED", "a b=c")], inherit: ["TEST_HANDED_DOWN"])
    _ = await child.exits.next()
    let lines = child.text.split(separator: "\n")
    #expect(!child.text.contains("sk-secret-of-the-test"))
    #expect(lines.contains("ADDED=a b=c"))
    #expect(lines.contains("TEST_HANDED_DOWN=handed down"))
    #expect(lines.contains { $0.hasPrefix("PATH=") })
  }

  @Test func standardErrorIsLoggedLineByLine() async throws {
    let child = try TestChild.shell(#"printf 'one\ntwo\033[31m\r\n\nthree' >&2"#)
    _ = await child.exits.next()
    let lines = child.log.lines.filter { $0.metadata["stream"] == "stderr" }
    #expect(lines.map(\.text) == ["one", "two [31m", "three"])
    #expect(lines.allSatisfy { $0.level == .info })
  }

  @Test func aChildRunsInItsWorkingDirectoryAndInAGroupOfItsOwn() async throws {
    let folder = try TemporaryFolder()
    let child = try TestChild(["sh", "-c", "pwd -P; echo $$; ps -o pgid= -p $$"], directory: folder.path)
    _ = await child.exits.next()
    let lines = child.text.split(whereSeparator: \.isWhitespace).map(String.init)
    #expect(lines.count == 3)
    #expect(lines.first == folder.path)
    #expect(lines[1] == lines[2])
  }

  @Test func aRelativeProgramIsFoundFromARelativeWorkingDirectory() async throws {
    let folder = try TemporaryFolder()
    folder.write("#!/bin/sh\npwd -P\n", as: "tool", executable: true)
    let here = try #require(getcwd(nil, 0))
    defer { free(here) }
    let up = String(cString: here).split(separator: "/").map { _ in "../" }.joined()
    let child = try TestChild(["./tool"], directory: up + folder.path.dropFirst())
    #expect(await child.exits.next() == "true 0 exited with code 0")
    #expect(child.text == folder.path + "\n")
  }

  @Test func aChildHasTheDefaultAnswerToABrokenPipeAndNoSignalBlocked() async throws {
    let child = try TestChild.shell("grep -E '^Sig(Ign|Blk)' /proc/self/status")
    _ = await child.exits.next()
    let masks = child.text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0, radix: 16) }
    // 32 and 33 are glibc's own.
    #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
  }

  @Test func aChildInheritsNoDescriptorButItsThree() async throws {
    let child = try TestChild.shell("ls /proc/self/fd")
    _ = await child.exits.next()
    // 3 is the folder that ls itself has open.
    #expect(child.text.split(separator: "\n") == ["0", "1", "2", "3"])
  }

  @Test func writingToAChildThatClosedItsInputIsRefusedAfterwards() async throws {
    let child = try TestChild.shell("exec <&-; echo closed; sleep 100")
    await child.output(of: 7)
    let process = try #require(child.child)
    // Another child that is just being forked may hold the pipe open for a moment.
    while case .reserved = process.reserve(1) {
      process.write(ByteBuffer(string: "x"))
      await Loop.settle()
    }
    guard case .closed = process.reserve(1) else {
      Issue.record("full instead of closed")
      return
    }
    process.stop(grace: .zero)
    _ = await child.exits.next()
  }

  private func processState(_ process: pid_t) -> Character? {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, 512, file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: ")").last?.first { $0 != " " }
  }
}
