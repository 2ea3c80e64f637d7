import Glibc

/// Where the SDK is that a plugin is built from.
enum SDKFolder {
  /// So far above the binary it is looked for: a build folder is three levels deep, a release tree's `bin` one.
  private static let levels = 6

  /// The absolute path of the folder that has `include/tunnel/plugin.h` in it.
  ///
  /// - Parameters:
  ///   - given: What the operator named.
  ///   - needsKit: Whether the Swift package of the SDK has to be there, too.
  /// - Returns: its path, links resolved where the operator named it.
  /// - Throws: where it was looked for, and how to name it.
  static func locate(_ given: String?, needsKit: Bool) throws(Failure) -> String {
    if let given {
      guard let path = resolved(given), isSDK(path) else {
        throw Failure("--sdk: \(given) has no include/tunnel/plugin.h; name the folder `sdk` of tunnel-client")
      }
      return try checked(path, needsKit)
    }
    var folder = parent(of: ProcessEnvironment.executable)
    for _ in 0..<levels {
      if isSDK(folder + "/sdk") { return try checked(folder + "/sdk", needsKit) }
      folder = parent(of: folder)
    }
    throw Failure(
      "the SDK was not found beside \(ProcessEnvironment.executable); name the folder `sdk` of tunnel-client with --sdk"
    )
  }

  private static func checked(_ path: String, _ needsKit: Bool) throws(Failure) -> String {
    guard !needsKit || access(path + "/Package.swift", R_OK) == 0 else {
      throw Failure(
        "\(path) has no Package.swift, so no plugin in Swift can be built from it; name another one with --sdk")
    }
    return path
  }

  private static func isSDK(_ path: String) -> Bool { access(path + "/include/tunnel/plugin.h", R_OK) == 0 }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func parent(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }
}
