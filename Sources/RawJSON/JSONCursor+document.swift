extension JSONCursor {
  /// What all of `bytes` is, as one strictly valid document; nil when it is none.
  public static func kind(ofDocument bytes: UnsafeRawBufferPointer, limits: JSONLimits = .default) -> JSONKind? {
    var cursor = JSONCursor(bytes, limits: limits)
    do throws(JSONError) {
      let kind = try cursor.peekKind()
      _ = try cursor.skipValue()
      try cursor.end()
      return kind
    } catch {
      return nil
    }
  }
}
