import Glibc

/// The rule for profiles that are symbolic links: relative, and inside the folder of the profiles (user needs 4.7).
/// Whoever may write there shall not choose which file of the machine is read as a profile.
public enum ProfileLink {
  public static let fix = "link to a file beside it by its name, or use --profile-file"

  /// Why a named profile may not be used; nil for a plain file, a good link, and where there is nothing.
  public static func objection(to path: String, in folder: String) -> String? {
    guard let target = target(of: path) else { return nil }
    guard !target.hasPrefix("/") else { return "\(path) links to the absolute path \(target)" }
    guard let root = resolved(folder), let file = resolved(path) else { return "\(path) links to nothing" }
    return file.hasPrefix(root + "/") ? nil : "\(path) links out of the folder of the profiles"
  }

  /// The file itself, where a good link points.
  public static func file(of path: String) -> String {
    target(of: path) == nil ? path : resolved(path) ?? path
  }

  private static func target(of path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
