import Glibc

/// The bundled plugins, as they were built beside the tests.
public enum BuiltPlugins {
  /// The folder of the test program, which holds `libTunnelPlugin….so`.
  public static let folder: String = {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }()
}
