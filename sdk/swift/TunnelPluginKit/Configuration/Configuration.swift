/// Reads the configuration object of a binding: flat, typed, with errors that name the key.
///
/// Absent and null are the same: nil.
public struct Configuration {
  private let host: Host
  private let bytes: UnsafeRawBufferPointer
  private let prefix: String

  /// `prefix` goes before a key in messages: what the operator calls the object ("mcp.").
  public init(_ host: Host, _ binding: Binding, prefix: String = "") throws(PluginError) {
    try self.init(host, binding.configuration, prefix: prefix)
  }

  /// The same for the object that an auth provider is opened with.
  public init(_ host: Host, _ bytes: UnsafeRawBufferPointer, prefix: String = "") throws(PluginError) {
    self.host = host
    self.prefix = prefix
    self.bytes = bytes
    guard JSONSlice(bytes).kind == .object else {
      throw PluginError(.invalid, "\(prefix.isEmpty ? "the configuration" : prefix) is not a JSON object")
    }
  }

  /// The key as the operator knows it.
  public func name(of key: String) -> String { prefix + key }

  /// An error about a key.
  public func error(_ key: String, _ problem: String) -> PluginError {
    .configuration(name(of: key), problem)
  }

  public func string(_ key: String) throws(PluginError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string else { throw error(key, "must be a string") }
    guard !text.utf8.contains(0) else { throw error(key, "must not contain a NUL byte") }
    return text
  }

  public func integer(_ key: String, in range: ClosedRange<Int64>) throws(PluginError) -> Int64? {
    guard let value = value(key) else { return nil }
    guard let number = value.integer, range.contains(number) else {
      throw error(key, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A time in milliseconds: a number of seconds, or a text with a unit ("500ms", "10s", "5m", "1h").
  public func milliseconds(_ key: String, in range: ClosedRange<Int64>) throws(PluginError) -> Int64? {
    guard let value = value(key) else { return nil }
    let units: [(suffix: String, factor: Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
    let product: (partialValue: Int64, overflow: Bool)? =
      if let seconds = value.integer {
        seconds.multipliedReportingOverflow(by: 1_000)
      } else if let text = value.string, let unit = units.first(where: { text.hasSuffix($0.suffix) }) {
        Int64(text.dropLast(unit.suffix.count))?.multipliedReportingOverflow(by: unit.factor)
      } else {
        nil
      }
    guard let product, !product.overflow, range.contains(product.partialValue) else {
      throw error(
        key,
        "must be a time from \(range.lowerBound) ms to \(range.upperBound / 1_000) s, such as \"10s\" or 10 (seconds)")
    }
    return product.partialValue
  }

  public func bool(_ key: String) throws(PluginError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let bool = value.bool else { throw error(key, "must be true or false") }
    return bool
  }

  public func strings(_ key: String) throws(PluginError) -> [String]? {
    guard let value = value(key) else { return nil }
    let strings = value.elements.compactMap(\.string)
    guard value.kind == .array, strings.count == value.elements.count, !strings.contains(where: { $0.utf8.contains(0) })
    else { throw error(key, "must be an array of strings without NUL bytes") }
    return strings
  }

  /// The members of an object of strings, in their order.
  public func fields(_ key: String) throws(PluginError) -> [(name: String, value: String)]? {
    guard let value = value(key) else { return nil }
    guard value.kind == .object else { throw error(key, "must be an object of strings") }
    var fields: [(name: String, value: String)] = []
    for member in value.members {
      guard let name = member.name.string, !name.isEmpty else { throw error(key, "has a member without a name") }
      guard let text = member.value.string, !text.utf8.contains(0), !name.utf8.contains(0) else {
        throw error("\(key).\(name)", "must be a string without NUL bytes")
      }
      fields.append((name, text))
    }
    return fields
  }

  /// The elements of an array of objects, borrowed like the configuration.
  public func objects(_ key: String) throws(PluginError) -> [JSONSlice]? {
    guard let value = value(key) else { return nil }
    let elements = value.elements
    guard value.kind == .array, elements.allSatisfy({ $0.kind == .object }) else {
      throw error(key, "must be an array of objects")
    }
    return elements
  }

  /// Whether the key is there, with a value other than null.
  public func has(_ key: String) -> Bool {
    value(key) != nil
  }

  /// Whether the value is an array, for a key that takes more than one type.
  public func isArray(_ key: String) -> Bool {
    value(key)?.kind == .array
  }

  private func value(_ key: String) -> JSONSlice? {
    guard let bytes = host.find("/\(key)", in: bytes) else { return nil }
    let value = JSONSlice(bytes)
    return value.kind == .null ? nil : value
  }
}
