import Glibc
import PluginHost
import Subprocess
import SystemPackage

/// Runs a child that inspects a plugin, and says what the child died of when it did.
struct PluginCheckRun {
  private static let longestLine = 64 << 10

  let arguments: [String]
  /// So long a child may be silent.
  let patience: Duration

  func run() async throws(Failure) -> [PluginFinding] {
    let notes = PluginCheckNotes()
    let patience = patience
    var platform = PlatformOptions()
    platform.createSession = true
    let configuration = Subprocess.Configuration(
      executable: .path(FilePath(ProcessEnvironment.executable)),
      arguments: Arguments(["plugins", PluginsCheckChildCommand.name] + arguments),
      // Where a plugin crashed is for its author, who asks; see the fix below.
      environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]), platformOptions: platform)
    let status: TerminationStatus
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence,
        error: .fileDescriptor(FileDescriptor(rawValue: STDERR_FILENO), closeAfterSpawningProcess: false)
      ) { execution in
        // It leads a group of its own, and is not reaped while this runs.
        let group = execution.processIdentifier.value
        try await withThrowingTaskGroup(of: Void.self) { tasks in
          tasks.addTask {
            // Silence is what a hanging plugin sounds like.
            while true {
              let deadline = notes.state.lastWord + patience
              guard deadline > .now else { break }
              try await Task.sleep(until: deadline)
            }
            notes.giveUp()
            kill(-group, SIGKILL)
          }
          for try await line in execution.standardOutput.strings(bufferingPolicy: .maxLineLength(Self.longestLine)) {
            guard notes.take(line) else { break }
          }
          tasks.cancelAll()
        }
        // What a plugin has started goes with it.
        kill(-group, SIGKILL)
      }
      status = result.terminationStatus
    } catch {
      throw Failure("cannot run a child process to check the plugin: \(error)")
    }
    return findings(notes.state, status)
  }

  private func findings(_ notes: PluginCheckNotes.State, _ status: TerminationStatus) -> [PluginFinding] {
    guard let (check, plugin) = notes.current else { return notes.findings }
    let how: String
    let fix: String
    switch status {
    // A kill is ours.
    case .signaled(let number) where Int32(number) != SIGKILL || !notes.isHanging:
      how = "it crashed with \(SignalName.of(Int32(number)))"
      fix =
        "see where: tunnel-client plugins \(PluginsCheckChildCommand.name) FILE prints a backtrace, and runs under gdb"
    case .signaled:
      how = "it did not come back within \(patience.components.seconds) seconds"
      fix = "a function that the host calls must return at once; see \"Threads\" in docs/plugin-abi.md"
    case .exited(let code):
      how = "it ended the process with exit code \(code)"
      fix = "a plugin must not call exit: the process is the host's"
    }
    var findings = notes.findings + [PluginFinding(check, of: plugin, .failed, how, fix: fix)]
    // The rest of what would have been looked at.
    let all = plugin.isEmpty ? PluginCheck.allCases[...] : PluginCheck.ofPlugin[...]
    for rest in all.drop(while: { $0 != check }).dropFirst()
    where plugin.isEmpty == !PluginCheck.ofPlugin.contains(rest) {
      findings.append(PluginFinding(rest, of: plugin, .skipped, "it was over before"))
    }
    return findings
  }
}
