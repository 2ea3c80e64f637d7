internal import CTunnelPlugin

/// What a plugin says about itself before anything of it runs.
///
/// Everything is a literal: the C descriptor points straight at it, and it lives as long as the library.
public struct PluginDescriptor: Sendable {
  /// Reverse DNS, `[a-z0-9.-]`.
  public let id: StaticString
  /// Semantic version.
  public let version: StaticString
  public let vendor: StaticString
  /// One line for people.
  public let summary: StaticString
  /// The host services that the plugin needs.
  public let services: [HostService]
  /// JSON Schema of the configuration object.
  public let configurationSchema: StaticString
  /// It runs code that may crash: a process of its own is better, unless the operator says otherwise.
  public let wantsProcess: Bool

  public init(
    id: StaticString, version: StaticString, vendor: StaticString, summary: StaticString, services: [HostService],
    configurationSchema: StaticString = #"{"type":"object","additionalProperties":false}"#, wantsProcess: Bool = false
  ) {
    self.id = id
    self.version = version
    self.vendor = vendor
    self.summary = summary
    self.services = services
    self.configurationSchema = configurationSchema
    self.wantsProcess = wantsProcess
  }
}

extension StaticString {
  /// The literal as C sees it: NUL-terminated, alive as long as the library.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// The literal's bytes, without the NUL.
  public var utf8Bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
