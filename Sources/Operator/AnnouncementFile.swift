import Glibc
import PrivateFiles

/// A file with one line for other programs of the same user, such as the one that says where the operator server listens
/// (dataplane HE-05). It appears in one step, after the port is open.
struct AnnouncementFile: Sendable {
  let path: String
  /// For whoever has to choose another path.
  let setting: String

  static func url(_ path: String) -> AnnouncementFile { AnnouncementFile(path: path, setting: "health.url-file") }
  static func token(_ path: String) -> AnnouncementFile {
    AnnouncementFile(path: path, setting: "admin-ui.token-file")
  }

  /// Makes the folders that are missing, too.
  func write(_ text: String) throws(OperatorError) {
    guard PrivateFile.canReplace(path) else {
      throw .file(path: path, setting: setting, reason: "it is there, and is no regular file")
    }
    do throws(ErrorNumber) {
      try PrivateFile.makeFolder(PrivateFile.folder(of: path))
      try PrivateFile.write(Array(text.utf8), to: path, replaces: true)
    } catch {
      throw .file(path: path, setting: setting, reason: error.text)
    }
  }

  func remove() {
    unlink(path)
  }
}
