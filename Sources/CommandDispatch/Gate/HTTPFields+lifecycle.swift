import CurlHTTP
import MCPLifecycle

extension HTTPFields {
  /// The same lines with `changes` made.
  func changed(by changes: [HeaderChange]) -> HTTPFields {
    guard !changes.isEmpty else { return self }
    var fields = HTTPFields()
    for index in 0..<count {
      let name = self.name(at: index)
      guard !changes.contains(where: { $0.name == name.lowercased() }) else { continue }
      fields.append(name, value(at: index))
    }
    for change in changes {
      if let value = change.value { fields.append(change.name, value) }
    }
    return fields
  }

  /// What `MCP-Protocol-Version` says of the caller; revisions are dates and compare as text.
  var declaredEra: CallerMessage.DeclaredEra {
    for index in 0..<count where isNamed(index, "mcp-protocol-version") {
      return withLine(index) { _, value in
        let firstModern: StaticString = "2026-07-28"
        let isLegacy = firstModern.withUTF8Buffer { value.lexicographicallyPrecedes($0) }
        return isLegacy ? .legacy : .modern
      }
    }
    return .none
  }

  /// Tells the credentials of two callers apart without keeping them.
  var credentialHash: Int {
    var hasher = Hasher()
    for index in 0..<count where isNamed(index, "authorization") {
      withLine(index) { _, value in hasher.combine(bytes: value) }
    }
    return hasher.finalize()
  }
}
