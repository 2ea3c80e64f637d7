import CTunnelPlugin
import CurlHTTP
import NIOCore
import Synchronization
import TestPlugins
import TestServer

@testable import PluginHost

/// A child process whose output and end a test waits for.
@NetworkLoop
final class TestChild {
  let context: HostContext
  let log: RecordedLog
  private(set) var handle: UInt64 = 0
  private(set) var output: [UInt8] = []
  private(set) var closedItsOutput = false
  let exits = Mailbox<String>()
  private let progress = Mailbox<Void>()

  init(
    _ arguments: [String], environment: [(String, String)] = [], inherit: [String] = [], directory: String? = nil
  ) throws(ChildStartFailure) {
    let log = RecordedLog()
    self.log = log
    context = HostContext(pluginID: "com.example.child", channel: "main", granted: [], logger: log.logger)
    let options = ChildOptions(
      arguments: arguments, environment: environment.map { (name: $0.0, value: $0.1) }, inherit: inherit,
      workingDirectory: directory)
    let callbacks = ChildProcess.Callbacks(
      user: Unmanaged.passUnretained(self).toOpaque(),
      onOutput: { user, _, data in TestChild.at(user)?.receive(data) },
      onExit: { user, _, exit in if let exit { TestChild.at(user)?.end(exit.pointee) } })
    handle = try ChildProcess.start(options, callbacks, context)
  }

  static func shell(_ script: String) throws(ChildStartFailure) -> TestChild {
    try TestChild(["sh", "-c", script])
  }

  var text: String { String(decoding: output, as: UTF8.self) }
  var child: ChildProcess? { context.processes.withLock { $0.live(handle) } }

  func write(_ bytes: ByteBuffer) {
    guard let child, case .reserved = child.reserve(bytes.readableBytes) else { return }
    child.write(bytes)
  }

  func write(_ text: String) { write(ByteBuffer(string: text)) }

  /// Waits until so many bytes of output have come.
  func output(of count: Int) async {
    while output.count < count { await progress.next() }
  }

  /// Waits until it has closed its output.
  func closedOutput() async {
    while !closedItsOutput { await progress.next() }
  }

  private nonisolated static func at(_ user: UnsafeMutableRawPointer?) -> TestChild? {
    user.map { Unmanaged<TestChild>.fromOpaque($0).takeUnretainedValue() }
  }

  private nonisolated func receive(_ data: tunnel_bytes) {
    let bytes = data.borrowed.map(Array.init) ?? []
    NetworkLoop.assumeIsolated {
      output += bytes
      if bytes.isEmpty { closedItsOutput = true }
      progress.put(())
    }
  }

  private nonisolated func end(_ exit: tunnel_process_exit) {
    exits.put("\(exit.exited != 0) \(exit.code) \(exit.reason.text ?? "")")
  }
}
