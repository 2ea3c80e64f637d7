import Glibc

/// Whether a file can only have been put there by the operator or the administrator.
enum PluginFileTrust {
  /// The file and its folder belong to this user or to root, and nobody else may write to them.
  static func isOurs(_ file: String) -> Bool {
    guard let slash = file.lastIndex(of: "/") else { return false }
    return isSafe(file) && isSafe(String(file[...slash]))
  }

  private static func isSafe(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return (status.st_uid == geteuid() || status.st_uid == 0) && status.st_mode & (S_IWGRP | S_IWOTH) == 0
  }
}
