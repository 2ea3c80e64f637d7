import Configuration
import Glibc
import PrivateFiles

/// Whether `run` can write the files that it announces itself with.
struct FileChecks {
  let settings: Settings

  func run() -> [CheckResult] {
    guard let path = settings.healthURLFile else { return [] }
    guard let why = Self.obstacle(path) else {
      return [CheckResult("health_url_file", .pass, "can write \(path)")]
    }
    return [
      CheckResult(
        "health_url_file", .fail, "\(path) cannot be written: \(why)",
        why: "`run` does not start without the file that says where it listens.", evidence: ["\(path): \(why)"],
        next: ["Choose a folder that you can write to with --health.url-file"], code: .io)
    ]
  }

  /// Nil when a file could be made there, with the folders that are not there yet.
  static func obstacle(_ path: String) -> String? {
    var named = stat()
    let isFolder = stat(path, &named) == 0 && named.st_mode & S_IFMT == S_IFDIR
    if isFolder || !PrivateFile.canReplace(path) { return "it is there, and is no regular file" }
    var folder = path
    while true {
      folder = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
      if folder.isEmpty { folder = "/" }
      var status = stat()
      if stat(folder, &status) == 0 {
        guard status.st_mode & S_IFMT == S_IFDIR else { return "\(folder) is not a folder" }
        return access(folder, W_OK | X_OK) == 0 ? nil : "\(folder): \(String(cString: strerror(errno)))"
      }
      guard errno == ENOENT, folder != "/", folder != "." else {
        return "\(folder): \(String(cString: strerror(errno)))"
      }
    }
  }
}
