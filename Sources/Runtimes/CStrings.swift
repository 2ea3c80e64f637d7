import Glibc

/// Arrays of C strings, as `exec` and its kin want them.
enum CStrings {
  /// The pointers end with nil and are good inside `body`.
  static func withPointers<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("never empty: it ends with nil") }
      return body(base)
    }
  }
}
