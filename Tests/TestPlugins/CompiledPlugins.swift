import Glibc

/// The C plugins of `sdk/c`, compiled by `scripts/build-test-plugins` into a folder that the test run leaves behind
/// in the build folder, where it does no harm.
public enum CompiledPlugins {
  /// The folder with `echo.so` and its kin.
  public static let folder: String = {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let folder = "\(root)/.build/test-plugins"
    let status = system("'\(root)/scripts/build-test-plugins' '\(folder)' >&2")
    precondition(status == 0, "scripts/build-test-plugins failed")
    return folder
  }()

  public static func path(_ name: String) -> String { "\(folder)/\(name).so" }
}
