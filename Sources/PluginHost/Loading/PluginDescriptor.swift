import CTunnelPlugin
import Glibc

/// What a plugin says about itself, checked and copied out of the library.
public struct PluginDescriptor: Sendable, Hashable {
  /// Reverse DNS, `[a-z0-9.-]`.
  public let id: String
  public let version: String
  public let vendor: String
  public let summary: String
  /// Extensions offered, such as `tunnel.transport/1`.
  public let extensions: [String]
  /// Host services asked for, such as `tunnel.host.http/1`.
  public let hostServices: [String]
  /// JSON Schema of the configuration; nil when the plugin takes none.
  public let configSchema: String?
  /// It runs code that may crash: it gets a process of its own, unless the operator says otherwise.
  public let wantsProcess: Bool
  /// What it adds to the command line (`tunnel.command/1`).
  public let commands: [PluginCommandDescription]

  /// It adds commands to the command line (`tunnel.command/1`).
  public var offersCommands: Bool { extensions.contains(TUNNEL_COMMAND) }

  /// It can be asked by hand (`tunnel.diagnostic/1`).
  public var hasDiagnostics: Bool { extensions.contains(TUNNEL_DIAGNOSTIC) }
  /// It adds to the operator's server (`tunnel.operator/1`).
  public var servesOperator: Bool { extensions.contains(TUNNEL_OPERATOR) }

  /// Of ABI 1.0; what was appended later may be missing.
  private static let leastSize =
    MemoryLayout<tunnel_plugin_descriptor>.offset(of: \.commands) ?? MemoryLayout<tunnel_plugin_descriptor>.size
  private static let longestText = 1 << 20
  private static let longestList = 256

  init(
    id: String, version: String, vendor: String, summary: String, extensions: [String], hostServices: [String],
    configSchema: String?, wantsProcess: Bool = false, commands: [PluginCommandDescription] = []
  ) {
    self.id = id
    self.version = version
    self.vendor = vendor
    self.summary = summary
    self.extensions = extensions
    self.hostServices = hostServices
    self.configSchema = configSchema
    self.wantsProcess = wantsProcess
    self.commands = commands
  }

  /// Reads a descriptor of a library. Nothing is believed: sizes, pointers and text are checked first.
  init(_ pointer: UnsafePointer<tunnel_plugin_descriptor>, index: UInt32) throws(PluginLoadFailure.Reason) {
    guard Int(pointer.pointee.size) >= Self.leastSize else {
      throw .descriptor(index, "its size field says \(pointer.pointee.size) bytes, too few for ABI 1")
    }
    commands = try PluginCommandDescription.read(pointer, index: index)
    func text(_ field: String, _ value: UnsafePointer<CChar>?) throws(PluginLoadFailure.Reason) -> String {
      guard let value else { throw .descriptor(index, "its \(field) is NULL") }
      let bytes = UnsafeRawBufferPointer(start: value, count: strnlen(value, Self.longestText))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .descriptor(index, "its \(field) is not valid UTF-8")
      }
      return text
    }
    func list(
      _ field: String, _ value: UnsafePointer<UnsafePointer<CChar>?>?
    ) throws(PluginLoadFailure.Reason) -> [String] {
      guard let value else { return [] }
      var items: [String] = []
      while let item = value[items.count] {
        guard items.count < Self.longestList else {
          throw .descriptor(index, "its \(field) list has no NULL at its end")
        }
        items.append(try text(field, item))
      }
      return items
    }
    wantsProcess = pointer.pointee.flags & UInt32(TUNNEL_PLUGIN_WANTS_PROCESS) != 0
    id = try text("id", pointer.pointee.id)
    guard Self.isWellFormed(id: id) else {
      throw .descriptor(index, "its id \"\(id)\" is not reverse DNS in [a-z0-9.-], at most 128 bytes")
    }
    version = try text("version", pointer.pointee.version)
    vendor = try text("vendor", pointer.pointee.vendor)
    summary = try text("summary", pointer.pointee.summary)
    extensions = try list("extensions", pointer.pointee.extensions)
    hostServices = try list("host_services", pointer.pointee.host_services)
    configSchema = pointer.pointee.config_schema == nil ? nil : try text("config_schema", pointer.pointee.config_schema)
  }

  /// Whether a text can be a plugin's id at all.
  public static func isWellFormed(id: String) -> Bool {
    let utf8 = id.utf8
    guard (1...128).contains(utf8.count), let first = utf8.first, let last = utf8.last else { return false }
    let isEdge = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
    return isEdge(first) && isEdge(last) && utf8.allSatisfy { isEdge($0) || $0 == 45 || $0 == 46 }
  }
}
