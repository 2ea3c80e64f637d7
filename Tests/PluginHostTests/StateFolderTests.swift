import Glibc
import Testing

@testable import PluginHost

/// Nobody is led out of the folder for plugins, and nobody else can look into it.
@Suite struct StateFolderTests {
  private let folder: TemporaryFolder
  private var root: String { "\(folder.path)/a/b" }

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `A folder is made with all that leads to it, for this user only`() throws {
    let path = try StateFolder.make(for: "com.example.a", in: root)
    #expect(path == "\(root)/com.example.a")
    for made in ["\(folder.path)/a", root, path] {
      var status = stat()
      #expect(stat(made, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }
    #expect(try StateFolder.make(for: "com.example.a", in: root) == path)
  }

  @Test(arguments: ["..", ".", "../x", "a/b", ".hidden", ""])
  func `No id leads elsewhere`(id: String) {
    #expect(throws: StateFolder.Unusable.self) { try StateFolder.make(for: id, in: root) }
  }

  @Test func `A link, a file and a folder that is open to others are refused`() throws {
    _ = try StateFolder.make(for: "com.example.a", in: root)
    symlink("/tmp", "\(root)/com.example.link")
    folder.write("", as: "a/b/com.example.file")
    mkdir("\(root)/com.example.open", 0o755)
    chmod("\(root)/com.example.open", 0o755)
    for (id, word) in [("link", "link"), ("file", "no folder"), ("open", "chmod 700")] {
      let failure = #expect(throws: StateFolder.Unusable.self) {
        try StateFolder.make(for: "com.example.\(id)", in: root)
      }
      #expect(failure?.description.contains(word) == true)
    }
    #expect(throws: StateFolder.Unusable.self) { try StateFolder.make(for: "com.example.a", in: nil) }
    #expect(throws: StateFolder.Unusable.self) { try StateFolder.make(for: "com.example.a", in: "relative") }
  }
}
