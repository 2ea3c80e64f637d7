import Glibc
import TestPlugins
import Testing

@testable import PluginHost

/// Each build of a file is loaded once, and beside the others.
@Suite struct LoadedBuildsTests {
  private func copy(_ name: String, to path: String) {
    #expect(system("cp '\(CompiledPlugins.path(name))' '\(path).new' && mv '\(path).new' '\(path)'") == 0)
  }

  @Test func `A replaced file is another library under the same path`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/x.so"
    copy("echo", to: path)
    let first = try PluginLibrary(path: path)
    copy("session", to: path)
    let second = try PluginLibrary(path: path)
    #expect(first.descriptors[0].id == "com.example.echo" && second.descriptors[0].id == "com.example.session")
    #expect(first.path == second.path && first.entry != second.entry)
    // The same build is the same library.
    #expect(try PluginLibrary(path: path).entry == second.entry)
    #expect(LoadedBuilds.alias(of: path, number: 2) == "\(folder.path)/././x.so")
  }

  @Test func `The same file at another time is loaded from a copy`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/x.so"
    copy("echo", to: path)
    let first = try PluginLibrary(path: path)
    #expect(system("touch -d '2001-01-01' '\(path)'") == 0)
    let second = try PluginLibrary(path: path)
    #expect(first.entry != second.entry && second.descriptors[0].id == "com.example.echo")
  }
}
