import Glibc
import LocalState
import Testing

@testable import Runtimes

@Suite struct ProcessTests {
  private func start(_ command: String) throws -> (Int, ProcessRecord) {
    let pid = try DetachedLaunch.start(
      "/bin/sh", arguments: ["-c", command], environment: ["PATH": "/usr/bin:/bin"], output: "/dev/null")
    var record = ProcessRecord(alias: "a", tunnelID: "t", over: nil)
    record.setStarted(
      mode: .process, pid: pid, start: KernelProcesses.facts(of: pid).start, bootID: KernelProcesses.bootID,
      sessionName: nil, command: [], logPath: "/dev/null", healthURLFile: "u", stopTimeout: 1)
    return (pid, record)
  }

  private func exitCode(_ pid: Int) async -> Int? {
    for _ in 0..<1000 {
      if let code = DetachedLaunch.exitCode(of: pid) { return code }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  @Test func `A daemon leads a session of its own, and has the environment that it was given`() async throws {
    let (pid, record) = try start("test \"$(env | grep -c SECRET)\" = 0 && exec sleep 60")
    #expect(getsid(pid_t(pid)) == pid_t(pid))
    #expect(await DaemonStop.stop(record, patience: .seconds(5)) == .ended)
    #expect(await exitCode(pid) == 128 + Int(SIGTERM))
  }

  @Test func `A stop that is not heard becomes a kill (W-69)`() async throws {
    let (pid, record) = try start("trap '' TERM; echo; while :; do sleep 0.05; done")
    // The trap must be there before the signal.
    while !(KernelProcesses.facts(of: pid).isAlive && ignoresTerm(pid)) { try await Task.sleep(for: .milliseconds(5)) }
    #expect(await DaemonStop.stop(record, patience: .milliseconds(50)) == .killed)
    #expect(await exitCode(pid) == 128 + Int(SIGKILL))
  }

  @Test func `Another process with the number is left alone (W-63, A-173)`() async throws {
    let (pid, record) = try start("exec sleep 60")
    var other = record
    other.adopt(pid: pid, start: (record.start ?? 0) + 1)
    guard case .refused = await DaemonStop.stop(other, patience: .zero) else {
      Issue.record("it was not refused")
      return
    }
    #expect(KernelProcesses.facts(of: pid).isAlive)
    #expect(await DaemonStop.stop(record, patience: .seconds(5)) == .ended)
    #expect(await exitCode(pid) != nil)
    #expect(await DaemonStop.stop(record, patience: .zero) == .alreadyGone)
  }

  @Test func `One that has ended and is not asked for yet does not live`() async throws {
    let (pid, _) = try start("exit 3")
    while KernelProcesses.facts(of: pid).isAlive { try await Task.sleep(for: .milliseconds(5)) }
    #expect(await exitCode(pid) == 3)
  }

  @Test func `An environment goes through a pipe that is gone afterwards (W-69)`() async throws {
    var template = Array("/tmp/handoff-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
    defer { rmdir(folder) }
    let handoff = try EnvironmentHandoff(in: folder)
    let environment = ["KEY": "a=b", "LONG": String(repeating: "x", count: 200_000)]
    async let taken = EnvironmentHandoff.take(handoff.path)
    try await handoff.give(environment)
    #expect(try await taken == environment)
    #expect(access(handoff.path, F_OK) != 0)
  }

  @Test func `A pipe that nobody opens is given up`() async throws {
    let handoff = try EnvironmentHandoff(in: "/tmp")
    await #expect(throws: LaunchFailure.self) { try await handoff.give([:], patience: .milliseconds(20)) }
    #expect(access(handoff.path, F_OK) != 0)
    let other = try EnvironmentHandoff(in: "/tmp")
    await #expect(throws: LaunchFailure.self) {
      try await EnvironmentHandoff.take(other.path, patience: .milliseconds(20))
    }
    unlink(other.path)
  }

  /// From `SigIgn` of `/proc`.
  private func ignoresTerm(_ pid: Int) -> Bool {
    guard let file = fopen("/proc/\(pid)/status", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("SigIgn:"), let mask = UInt64(text.dropFirst(7).filter(\.isHexDigit), radix: 16) else {
        continue
      }
      return mask & (1 << 14) != 0
    }
    return false
  }
}
