import CYAML

/// Reads the first document of a YAML text with libyaml. JSON is YAML too.
public enum YAMLReader {
  /// Nested deeper, or with more values (aliases counted as often as they are used), a text is refused: nobody writes
  /// such a file by hand.
  static let deepest = 64
  static let most = 100_000

  /// Returns nil for a text without a document. Documents behind the first are not looked at (operator spec 3.6).
  public static func read(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(line: 1, message: "out of memory") }
    defer { yaml_parser_delete(&parser) }
    // libyaml takes time with the square of the depth.
    guard isShallow(bytes) else { throw YAMLError(line: 1, message: "nested too deeply") }
    return try bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var document = yaml_document_t()
      guard yaml_parser_load(&parser, &document) == 1 else { throw failure(of: parser) }
      defer { yaml_document_delete(&document) }
      guard yaml_document_get_root_node(&document) != nil else { return nil }
      var walk = Walk(document: document)
      // libyaml numbers a document's nodes from 1; the first is its root.
      return try walk.node(1, depth: 0)
    }
  }

  /// Brackets in texts count, too: a thousand that nobody closes are in no file that somebody wrote.
  private static func isShallow(_ bytes: [UInt8]) -> Bool {
    var depth = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: continue
      }
      guard depth < 1000 else { return false }
    }
    return true
  }

  private static func failure(of parser: yaml_parser_t) -> YAMLError {
    let message = parser.problem.map { String(cString: $0) } ?? "not a YAML text"
    let isPlaced = parser.problem_mark.line > 0 || parser.problem_mark.index > 0
    let line = isPlaced ? Int(parser.problem_mark.line) + 1 : Int(parser.mark.line) + 1
    return YAMLError(line: line, message: message)
  }
}

/// Copies a document out of libyaml.
private struct Walk {
  var document: yaml_document_t
  private var count = 0

  init(document: yaml_document_t) {
    self.document = document
  }

  mutating func node(_ index: CInt, depth: Int) throws(YAMLError) -> YAMLNode {
    guard let node = yaml_document_get_node(&document, index)?.pointee else {
      throw YAMLError(line: 1, message: "a value is missing")
    }
    let line = Int(node.start_mark.line) + 1
    count += 1
    guard depth < YAMLReader.deepest else { throw YAMLError(line: line, message: "nested too deeply") }
    guard count <= YAMLReader.most else { throw YAMLError(line: line, message: "too many values") }
    switch node.type {
    case YAML_SCALAR_NODE:
      let isPlain = node.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
      return YAMLNode(content: .scalar(text: text(of: node), isPlain: isPlain), line: line)
    case YAML_SEQUENCE_NODE:
      var items: [YAMLNode] = []
      var item = node.data.sequence.items.start
      while let current = item, current != node.data.sequence.items.top {
        items.append(try self.node(current.pointee, depth: depth + 1))
        item = current + 1
      }
      return YAMLNode(content: .sequence(items), line: line)
    case YAML_MAPPING_NODE:
      var members: [YAMLNode.Member] = []
      var pair = node.data.mapping.pairs.start
      while let current = pair, current != node.data.mapping.pairs.top {
        members.append(try member(current.pointee, depth))
        pair = current + 1
      }
      return YAMLNode(content: .mapping(try Self.merged(members)), line: line)
    default:
      throw YAMLError(line: line, message: "a value of an unknown kind")
    }
  }

  private mutating func member(_ pair: yaml_node_pair_t, _ depth: Int) throws(YAMLError) -> YAMLNode.Member {
    guard let key = yaml_document_get_node(&document, pair.key)?.pointee, key.type == YAML_SCALAR_NODE else {
      throw YAMLError(line: 1, message: "a key is not a single value")
    }
    return YAMLNode.Member(
      key: text(of: key), line: Int(key.start_mark.line) + 1, value: try node(pair.value, depth: depth + 1))
  }

  /// With what `<<` names written out: the mapping's own members win, then the first mapping of the list (YAML 1.1,
  /// tag:yaml.org,2002:merge).
  private static func merged(_ members: [YAMLNode.Member]) throws(YAMLError) -> [YAMLNode.Member] {
    var result = members.filter { $0.key != "<<" }
    for merge in members where merge.key == "<<" {
      let sources: [YAMLNode] = if case .sequence(let items) = merge.value.content { items } else { [merge.value] }
      for source in sources {
        guard case .mapping(let more) = source.content else {
          throw YAMLError(line: merge.line, message: "<< takes a mapping, or a list of mappings")
        }
        result += more.filter { member in !result.contains { $0.key == member.key } }
      }
    }
    return result
  }

  /// libyaml lets only valid UTF-8 through.
  private func text(of node: yaml_node_t) -> String {
    let scalar = node.data.scalar
    return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
  }
}
