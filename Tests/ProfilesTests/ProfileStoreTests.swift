import Configuration
import Glibc
import TestFolders
import Testing

@testable import Profiles

/// The folder of the profiles (operator spec 6.1, W-16, user needs 4.7).
@Suite struct ProfileStoreTests {
  private let folder = TemporaryFolder()
  private var store: ProfileStore { ProfileStore(folder: folder.path + "/a/b") }

  private func text(_ name: String) throws -> String { String(decoding: try store.read(name), as: UTF8.self) }

  @Test("Folders are 0700, files 0600, whatever the umask (6.1.3)")
  func modes() throws {
    try store.write("x", Array("one".utf8), replaces: false)
    #expect(folder.mode("a") == 0o700)
    #expect(folder.mode("a/b") == 0o700)
    #expect(folder.mode("a/b/x.yaml") == 0o600)
    #expect(folder.names("a/b") == ["x.yaml"])
  }

  @Test("Replacing keeps the old one, and leaves nothing else behind (W-16)")
  func replacing() throws {
    #expect(try store.write("x", Array("one".utf8), replaces: true) == nil)
    #expect(throws: ProfileStoreFailure.exists(name: "x", path: store.path(of: "x"))) {
      try store.write("x", Array("two".utf8), replaces: false)
    }
    #expect(try text("x") == "one")
    let backup = try store.write("x", Array("two".utf8), replaces: true)
    #expect(backup == store.backupPath(of: "x"))
    #expect(try text("x") == "two")
    #expect(folder.names("a/b") == [".x.yaml.backup", "x.yaml"])
    #expect(folder.mode("a/b/.x.yaml.backup") == 0o600)
    #expect(try store.list().map(\.name) == ["x"])
  }

  @Test("Of many who add the same name, one does")
  func exclusive() async throws {
    let store = self.store
    let winners = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask {
          do {
            try store.write("x", Array("\(number)".utf8), replaces: false)
            return true
          } catch {
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
    #expect(folder.names("a/b") == ["x.yaml"])
  }

  @Test("The list passes over what is no profile (6.3.2)")
  func listing() throws {
    #expect(try store.list() == [])
    for name in ["b", "a", "c.d"] { try store.write(name, [], replaces: false) }
    folder.write("a/b/notes.txt", "")
    folder.write("a/b/.hidden.yaml", "")
    folder.write("a/b/bad name.yaml", "")
    mkdir("\(store.folder)/folder.yaml", 0o700)
    symlink("/etc/hostname", "\(store.folder)/absolute.yaml")
    symlink("a.yaml", "\(store.folder)/linked.yaml")
    #expect(try store.list().map(\.name) == ["a", "b", "c.d", "linked"])
  }

  @Test("A link is relative and stays inside; written through, it stays a link (user needs 4.7)")
  func links() throws {
    try store.write("real", Array("one".utf8), replaces: false)
    folder.write("outside.yaml", "secret")
    symlink("real.yaml", "\(store.folder)/good.yaml")
    symlink("../../outside.yaml", "\(store.folder)/out.yaml")
    symlink("\(store.folder)/real.yaml", "\(store.folder)/absolute.yaml")
    symlink("nothing.yaml", "\(store.folder)/dangling.yaml")
    #expect(try text("good") == "one")
    try store.write("good", Array("two".utf8), replaces: true)
    #expect(try text("real") == "two")
    for name in ["out", "absolute", "dangling"] {
      let failure = #expect(throws: ProfileStoreFailure.self) { try store.read(name) }
      guard case .link = failure else {
        Issue.record("\(name): \(String(describing: failure))")
        continue
      }
      #expect(throws: ProfileStoreFailure.self) { try store.write(name, [], replaces: true) }
      #expect(throws: ConfigurationProblem.self) {
        try ConfigurationFile.select(
          flags: [.profile: [name], .profileDirectory: [store.folder]], environment: [:])
      }
    }
    #expect(
      try ConfigurationFile.select(flags: [.profile: ["good"], .profileDirectory: [store.folder]], environment: [:])
        != nil)
  }

  @Test("A removed profile is kept as a backup; a missing one has a near name")
  func removing() throws {
    try store.write("work", Array("one".utf8), replaces: false)
    #expect(throws: ProfileStoreFailure.notFound(name: "wrok", folder: store.folder, nearest: "work")) {
      try store.remove("wrok")
    }
    #expect(try store.remove("work") == store.backupPath(of: "work"))
    #expect(folder.names("a/b") == [".work.yaml.backup"])
    #expect(throws: ProfileStoreFailure.self) { try store.remove("work") }
  }

  @Test func renaming() throws {
    try store.write("a", Array("one".utf8), replaces: false)
    try store.write("b", Array("two".utf8), replaces: false)
    #expect(throws: ProfileStoreFailure.self) { try store.rename("a", to: "b", replaces: false) }
    #expect(try store.rename("a", to: "c", replaces: false) == store.path(of: "c"))
    #expect(folder.names("a/b") == ["b.yaml", "c.yaml"])
  }

  @Test("Names are checked before anything (A-029)", arguments: ["../a", "", ".x", "a/b", "a b", "é"])
  func names(name: String) {
    #expect(throws: ProfileStoreFailure.self) { try store.write(name, [], replaces: true) }
    #expect(throws: ProfileStoreFailure.self) { try store.read(name) }
    #expect(throws: ProfileStoreFailure.self) { try store.draft(of: name, []) }
    #expect(folder.names("") == [])
  }

  @Test("An edit changes nothing until it is saved, and then only what nobody else changed (W-17)")
  func editing() throws {
    try store.write("x", Array("one".utf8), replaces: false)
    let edit = try ProfileEdit("x", in: store)
    #expect(edit.isUntouched)
    #expect(folder.names("a/b").count == 2)
    #expect(try text("x") == "one")
    try store.write("x", Array("other".utf8), replaces: true)
    #expect(throws: ProfileStoreFailure.self) { try edit.save(Array("two".utf8)) }
    let resumed = try ProfileEdit("x", in: store, resuming: edit.draft)
    #expect(try resumed.save(Array("two".utf8)) == store.backupPath(of: "x"))
    #expect(try text("x") == "two")
    #expect(folder.names("a/b") == [".x.yaml.backup", "x.yaml"])
  }
}
