import PluginHost
import TunnelNativeCalls

/// What `plugins call` shows: the functions of a plugin, or what one of them gave.
enum PluginAnswer: Encodable {
  case list(plugin: String, [PluginDiagnostic])
  case value(plugin: String, String, NativeValue)

  private struct List: Encodable {
    struct Function: Encodable {
      let name: String
      let signature: String
      let summary: String
    }

    let plugin: String
    let functions: [Function]
  }

  private struct Value: Encodable {
    let plugin: String
    let function: String
    let result: Outcome
  }

  /// A JSON value; what JSON has no number for is a text.
  private struct Outcome: Encodable {
    let value: NativeValue

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .nothing: try container.encodeNil()
      case .bool(let value): try container.encode(value)
      case .signed(let value): try container.encode(value)
      case .unsigned(let value): try container.encode(value)
      case .float(let value): try value.isFinite ? container.encode(value) : container.encode("\(value)")
      case .double(let value): try value.isFinite ? container.encode(value) : container.encode("\(value)")
      case .text(let text): try container.encode(text)
      case .bytes(let bytes): try container.encode(bytes)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .list(let plugin, let functions):
      try List(
        plugin: plugin,
        functions: functions.map { List.Function(name: $0.name, signature: $0.signature.text, summary: $0.summary) }
      ).encode(to: encoder)
    case .value(let plugin, let function, let value):
      try Value(plugin: plugin, function: function, result: Outcome(value: value)).encode(to: encoder)
    }
  }

  /// For people.
  var text: String {
    switch self {
    case .list(let plugin, let functions):
      return functions.reduce(into: "\(plugin)\n") { $0 += "\n  \($1.usage)\n      \($1.summary)\n" }
    case .value(_, _, let value):
      let text =
        switch value {
        case .nothing: ""
        case .bool(let value): "\(value)"
        case .signed(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        case .float(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let text): text
        case .bytes(let bytes): "\(bytes.count) bytes"
        }
      return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }
  }
}

extension PluginDiagnostic {
  /// What it takes and gives: `check_manifest(string path) string`.
  var usage: String {
    let list = signature.parameters.map { "\($0.type.name) \($0.name)" }.joined(separator: ", ")
    return "\(name)(\(list)) -> \(signature.result.name)"
  }
}
