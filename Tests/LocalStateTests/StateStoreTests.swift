import Glibc
import TestFolders
import Testing

@testable import LocalState

@Suite struct StateStoreTests {
  private let folder = TemporaryFolder()
  private var store: StateStore { StateStore(StateRoot(path: "\(folder.path)/state")) }

  @Test func `Looking makes no folder and no file (W-61)`() throws {
    #expect(try store.aliases().isEmpty)
    #expect(try store.adminProfiles().names.isEmpty)
    #expect(folder.names("").isEmpty)
  }

  @Test func `Folders and files are for their owner only (W-58)`() throws {
    try store.save(AliasRecord(alias: "a", tunnelID: "t"))
    try store.remember(.create, alias: "a", tunnelID: "t", detail: "two\nlines")
    #expect(folder.mode("state") == 0o700)
    #expect(folder.mode("state/logs") == 0o700)
    #expect(folder.mode("state/aliases.yaml") == 0o600)
    #expect(folder.mode("state/history.md") == 0o600)
  }

  @Test func `Threads that write at once lose nothing (W-57)`() async throws {
    let store = store
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask { try store.save(AliasRecord(alias: "a\(number)", tunnelID: "t")) }
      }
      try await group.waitForAll()
    }
    #expect(try store.aliases().count == 20)
    #expect(folder.names("state").filter { $0.hasSuffix(".tmp") }.isEmpty)
  }

  @Test func `A file of a newer version is not rewritten`() throws {
    try store.prepare()
    folder.write("state/aliases.yaml", #"{"a": {"alias": "a", "schema_version": 99}}"#)
    #expect(throws: StateFailure.newer(path: store.path(.aliases), version: 99)) {
      try store.save(AliasRecord(alias: "b", tunnelID: "t"))
    }
    #expect(try store.aliases().count == 1)
  }

  @Test func `A torn file is named, and stays (A-180)`() throws {
    try store.prepare()
    folder.write("state/aliases.yaml", #"{"a": {"#)
    #expect { try store.aliases() } throws: { "\($0)".contains(store.path(.aliases)) && "\($0)".contains("mv ") }
    #expect(throws: StateFailure.self) { try store.save(AliasRecord(alias: "b", tunnelID: "t")) }
  }

  @Test func `A lock that is held is waited for, and then named`() throws {
    try store.prepare()
    let path = "\(folder.path)/state/.lock"
    let lock = try StateLock(path)
    #expect(throws: StateFailure.locked(path: path)) { try StateLock(path, patience: .milliseconds(20)) }
    lock.release()
    try StateLock(path, patience: .milliseconds(20)).release()
  }

  @Test func `What is taken over is what is not here yet (W-58)`() throws {
    let old = StateStore(StateRoot(path: "\(folder.path)/old"))
    try old.save(AliasRecord(alias: "a", tunnelID: "old"))
    try old.save(AliasRecord(alias: "b", tunnelID: "old"))
    try old.updateAdminProfiles { $0.put(AdminProfile(name: "p"), activate: true) }
    try store.save(AliasRecord(alias: "a", tunnelID: "new"))
    let migration = try StateMigration(from: "\(folder.path)/old", to: store)
    #expect(migration.entries.filter(\.conflicts).map(\.name) == ["a"])
    #expect(try store.alias("b") == nil)
    try migration.apply()
    #expect(try store.alias("a")?.tunnelID == "new")
    #expect(try store.alias("b")?.tunnelID == "old")
    #expect(try store.adminProfiles().active == "p")
    #expect(try old.aliases().count == 2)
  }

  @Test func `When the active admin profile goes, the first of the others is active (operator 16.5)`() throws {
    try store.updateAdminProfiles { table in
      table.put(AdminProfile(name: "b"), activate: false)
      table.put(AdminProfile(name: "a"), activate: false)
      table.put(AdminProfile(name: "c"), activate: true)
      table.remove("c")
    }
    #expect(try store.adminProfiles().active == "a")
  }

  @Test func `An admin profile goes when no alias and no process uses it (operator 16.5)`() throws {
    try store.updateAdminProfiles { table in
      table.put(AdminProfile(name: "a"), activate: true)
      table.put(AdminProfile(name: "b"), activate: false)
    }
    var alias = AliasRecord(alias: "work", tunnelID: "t")
    alias.adminProfile = "a"
    try store.save(alias)
    #expect(try store.removeAdminProfile("a") == .inUse(by: ["work"]))
    #expect(try store.adminProfiles().names == ["a", "b"])
    guard case .removed(let others) = try store.removeAdminProfile("b") else {
      Issue.record("nobody uses it")
      return
    }
    #expect(others.names == ["a"])
    try store.forget("work")
    guard case .removed = try store.removeAdminProfile("a") else {
      Issue.record("nobody uses it any more")
      return
    }
    #expect(try store.adminProfiles().names.isEmpty)
  }

  @Test func `To remove an admin profile that is not there writes nothing (W-61)`() throws {
    let store = StateStore(StateRoot(path: "\(folder.path)/new"))
    guard case .unknown = try store.removeAdminProfile("a") else {
      Issue.record("it was there")
      return
    }
    #expect(access("\(folder.path)/new", F_OK) != 0)
  }
}
