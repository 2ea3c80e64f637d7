public import RawJSON

/// A JSON Schema (2020-12), read, and what it has to say about a value.
///
/// The subset: `type`, `enum`, `const`, `properties`, `patternProperties`, `additionalProperties`, `required`, `items`,
/// `minItems`, `maxItems`, `uniqueItems`, `minLength`, `maxLength`, `pattern`, `minimum`, `maximum`,
/// `exclusiveMinimum`, `exclusiveMaximum`, `anyOf`, `oneOf`, `allOf`, `not`, `$ref` to `#/$defs/…`. Other keywords are
/// ignored, and listed in ``unsupportedKeywords``.
public struct JSONSchema: Sendable {
  /// One thing that is wrong with a value or with a schema.
  public struct Problem: Sendable, Hashable, CustomStringConvertible {
    /// JSON Pointer (RFC 6901) of the value.
    public let pointer: String
    /// One sentence for a person, without a full stop. Names keys, and never shows a string of the checked value.
    public let message: String

    public var description: String { message }
  }

  /// A text that is no schema.
  public struct Malformed: Error, Sendable, CustomStringConvertible {
    public let problems: [Problem]

    public var description: String {
      problems.map { $0.pointer.isEmpty ? $0.message : "\($0.pointer): \($0.message)" }.joined(separator: "; ")
    }
  }

  /// Pointers to keywords of the schema that this room knows neither as rules nor as annotations, in order.
  public let unsupportedKeywords: [String]

  /// What may be read: 1 MiB, 64 levels.
  public static let limits = JSONLimits(maxDepth: 64, maxBytes: 1 << 20)

  let root: Rules
  let definitions: [String: Rules]
  let source: JSONNode

  /// - Throws: everything that is wrong with the schema.
  public init(_ bytes: [UInt8]) throws(Malformed) {
    do throws(JSONError) {
      source = try JSONNode(bytes, limits: Self.limits)
    } catch {
      throw Malformed(problems: [Problem(pointer: "", message: "is not JSON: \(error)")])
    }
    var reader = RulesReader()
    root = reader.read(source, at: SchemaPath())
    definitions = reader.readDefinitions(of: source)
    let problems = reader.allProblems
    guard problems.isEmpty else { throw Malformed(problems: problems) }
    unsupportedKeywords = reader.unsupported
  }

  public init(_ text: String) throws(Malformed) {
    try self.init(Array(text.utf8))
  }

  /// Everything that is wrong with a value, in its order; empty when the schema accepts it. At most 100 problems.
  public func problems(in json: [UInt8]) -> [Problem] {
    let node: JSONNode
    do throws(JSONError) {
      node = try JSONNode(json, limits: Self.limits)
    } catch {
      return [Problem(pointer: "", message: "is not JSON: \(error)")]
    }
    return problems(in: node)
  }

  public func problems(in json: String) -> [Problem] { problems(in: Array(json.utf8)) }

  func problems(in node: JSONNode) -> [Problem] {
    var validation = Validation(definitions: definitions)
    return validation.all(root, node)
  }
}
