import RawJSON

extension ManagedTunnel {
  /// The value that comes next, which must be an object; nil when it has no `id`.
  init?(_ cursor: inout JSONCursor) throws(JSONError) {
    self.init(id: "")
    try cursor.beginObject()
    while let key = try cursor.nextMember() {
      switch key {
      case "id": id = try cursor.text() ?? ""
      case "name": name = try cursor.text() ?? ""
      case "description": description = try cursor.text() ?? ""
      case "creator": creator = try cursor.text()
      case "tenant_ids": tenantIDs = try cursor.texts()
      case "workspace_ids": workspaceIDs = try cursor.texts()
      case "organization_ids": organizationIDs = try cursor.texts()
      default: _ = try cursor.skipValue()
      }
    }
    if id.isEmpty { return nil }
  }
}

extension JSONCursor {
  /// A string; nil for anything else, which is passed over.
  mutating func text() throws(JSONError) -> String? {
    guard try peekKind() == .string else {
      _ = try skipValue()
      return nil
    }
    return try readString().decoded
  }

  /// The strings of an array; nil for anything else, which is passed over.
  mutating func texts() throws(JSONError) -> [String]? {
    guard try peekKind() == .array else {
      _ = try skipValue()
      return nil
    }
    var texts: [String] = []
    try beginArray()
    while try nextElement() {
      if let text = try text() { texts.append(text) }
    }
    return texts
  }
}
