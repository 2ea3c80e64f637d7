public import Configuration
import Glibc
import NearMatch
import PrivateFiles

/// The folder of the profiles: who is in it, and how they are read, written and removed without ever being half there
/// (operator spec 6.1, W-16). What a profile says is not its business.
public struct ProfileStore: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public let name: String
    public let path: String
  }

  /// Need not exist.
  public let folder: String

  public init(folder: String) {
    self.folder = folder
  }

  /// The folder that `run --profile` looks into too: there is one resolver (W-15).
  public init(flags: [SettingKey: [String]], environment: [String: String]) throws(ConfigurationProblem) {
    self.init(folder: try ConfigurationFile.folder(flags: flags, environment: environment))
  }

  public func path(of name: String) -> String { "\(folder)/\(name).yaml" }

  /// Where a replaced or removed profile is kept: hidden, so that it is none itself.
  func backupPath(of name: String) -> String { "\(folder)/.\(name).yaml.backup" }

  /// By name; empty without a folder. Other files, folders and links that point elsewhere are passed over.
  public func list() throws(ProfileStoreFailure) -> [Entry] {
    guard let directory = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw failure("read", folder, ErrorNumber(errno))
    }
    defer { closedir(directory) }
    var entries: [Entry] = []
    while let entry = readdir(directory) {
      let file = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard file.hasSuffix(".yaml") else { continue }
      let name = String(file.dropLast(5))
      guard ProfileName.objection(to: name) == nil, isFile(path(of: name)),
        ProfileLink.objection(to: path(of: name), in: folder) == nil
      else { continue }
      entries.append(Entry(name: name, path: path(of: name)))
    }
    return entries.sorted { $0.name < $1.name }
  }

  public func contains(_ name: String) -> Bool { isFile(path(of: name)) }

  /// - Returns: the profile's path.
  /// - Throws: when there is none, or its name or its link is not allowed.
  public func locate(_ name: String) throws(ProfileStoreFailure) -> String {
    try checkName(name)
    guard contains(name) else {
      let nearest = NearMatch.of(name, in: ((try? list()) ?? []).map(\.name))
      throw .notFound(name: name, folder: folder, nearest: nearest)
    }
    return path(of: name)
  }

  public func read(_ name: String) throws(ProfileStoreFailure) -> [UInt8] {
    let path = try locate(name)
    do throws(ConfigurationProblem) {
      return try ProfileFile.bytes(of: path)
    } catch {
      throw .unreadable(path: path, reason: error.message)
    }
  }

  /// Writes a profile whole: it is the old one or the new one at any time, also after a crash.
  ///
  /// - Returns: the backup of a profile that was replaced.
  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8], replaces: Bool) throws(ProfileStoreFailure) -> String? {
    try checkName(name)
    try prepare()
    let path = path(of: name)
    let isThere = contains(name)
    if isThere, !replaces { throw .exists(name: name, path: path) }
    let backup = isThere ? try keep(name) : nil
    do throws(ErrorNumber) {
      // A link stays a link.
      try PrivateFile.write(bytes, to: ProfileLink.file(of: path), replaces: replaces)
    } catch {
      if error.number == EEXIST { throw .exists(name: name, path: path) }
      throw failure("write it", path, error)
    }
    return backup
  }

  /// - Returns: where its text is kept.
  public func remove(_ name: String) throws(ProfileStoreFailure) -> String {
    let path = try locate(name)
    let backup = try keep(name)
    guard unlink(path) == 0 else { throw failure("remove it", path, ErrorNumber(errno)) }
    try sync()
    return backup
  }

  /// - Returns: the new path.
  public func rename(_ name: String, to newName: String, replaces: Bool) throws(ProfileStoreFailure) -> String {
    let bytes = try read(name)
    try write(newName, bytes, replaces: replaces)
    let path = try locate(name)
    guard unlink(path) == 0 else { throw failure("remove it", path, ErrorNumber(errno)) }
    try sync()
    return self.path(of: newName)
  }

  /// A copy to work on: `.NAME.….yaml` in the folder, for the owner only.
  public func draft(of name: String, _ bytes: [UInt8]) throws(ProfileStoreFailure) -> String {
    try checkName(name)
    try prepare()
    do throws(ErrorNumber) {
      return try PrivateFile.create(bytes, in: folder, prefix: ".\(name).", suffix: ".yaml")
    } catch {
      throw failure("make a working copy", folder, error)
    }
  }

  private func checkName(_ name: String) throws(ProfileStoreFailure) {
    if let objection = ProfileName.objection(to: name) { throw .invalidName(objection) }
    if let objection = ProfileLink.objection(to: path(of: name), in: folder) { throw .link(objection) }
  }

  private func prepare() throws(ProfileStoreFailure) {
    do throws(ErrorNumber) {
      try PrivateFile.makeFolder(folder)
    } catch {
      throw failure("make the folder", folder, error)
    }
  }

  private func keep(_ name: String) throws(ProfileStoreFailure) -> String {
    let bytes = try read(name)
    let backup = backupPath(of: name)
    do throws(ErrorNumber) {
      try PrivateFile.write(bytes, to: backup, replaces: true)
    } catch {
      throw failure("keep the old profile", backup, error)
    }
    return backup
  }

  private func sync() throws(ProfileStoreFailure) {
    do throws(ErrorNumber) {
      try PrivateFile.sync(folder: folder)
    } catch {
      throw failure("sync it", folder, error)
    }
  }

  private func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func failure(_ action: String, _ path: String, _ error: ErrorNumber) -> ProfileStoreFailure {
    .system(action: action, path: path, reason: error.text)
  }
}
