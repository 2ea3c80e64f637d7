internal import CTunnelPlugin
internal import TunnelPluginKit

/// A child process that a plugin started; the test plays the child.
public final class FakeChild {
  public let arguments: [String]
  public let environment: [(name: String, value: String)]
  public let inherit: [String]
  public let workingDirectory: String
  /// The grace of a stop, if the plugin asked for one.
  public internal(set) var stopGrace: UInt64?
  /// What the plugin's next writes are answered with, if not with success.
  public var writeFailure: PluginStatusCode?
  var written: [UInt8] = []
  private(set) var isAlive = true
  private let handle: UInt64
  private let options: tunnel_process_options

  /// A status code of the ABI.
  public enum PluginStatusCode: Int32, Sendable {
    case closed = -5
    case limit = -6
  }

  init(_ options: tunnel_process_options, handle: UInt64) {
    self.options = options
    self.handle = handle
    arguments = UnsafeBufferPointer(start: options.arguments, count: options.argument_count).map(FakeTables.text)
    environment = FakeTables.fields(
      tunnel_headers(items: options.environment, count: options.environment_count))
    inherit = UnsafeBufferPointer(start: options.inherit, count: options.inherit_count).map(FakeTables.text)
    workingDirectory = FakeTables.text(options.working_directory)
  }

  func matches(_ handle: UInt64) -> Bool { self.handle == handle }

  /// The lines that the plugin wrote so far.
  public var lines: [String] {
    written.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes to standard output, just as it is.
  public func output(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes {
      options.on_output?(options.user, handle, tunnel_bytes(data: $0.baseAddress, size: $0.count))
    }
  }

  public func closeOutput() {
    options.on_output?(options.user, handle, tunnel_bytes())
  }

  /// Ends; `reason` as the host would put it, `code` when it ended by itself.
  public func exit(_ reason: String, code: Int32? = nil, lastErrorLine: String = "") {
    isAlive = false
    var exit = tunnel_process_exit()
    exit.exited = code == nil ? 0 : 1
    exit.code = code ?? 0
    exit.size = UInt32(MemoryLayout<tunnel_process_exit>.size)
    let text = StableText(reason)
    exit.reason = FakeTables.string(text)
    let line = StableText(lastErrorLine)
    exit.last_error_line = FakeTables.string(line)
    withExtendedLifetime((text, line)) {
      options.on_exit?(options.user, handle, &exit)
    }
  }
}
