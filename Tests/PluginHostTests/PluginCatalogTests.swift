import TestPlugins
import Testing

@testable import PluginHost

@Suite struct PluginCatalogTests {
  @Test func foldersAreSearchedFromTheMostToTheLeastExplicit() {
    let path = PluginSearchPath(
      flags: ["/flag1", "/flag2"], environment: "/env1::/env2", profile: ["/profile"], binary: "/opt/bin/tunnel-client")
    #expect(
      path.folders.map(\.path)
        == ["/flag1", "/flag2", "/env1", "/env2", "/profile", "/opt/lib/plugins", "/opt/bin"])
    #expect(
      path.folders.map(\.origin.rawValue)
        == [
          "--plugin-path", "--plugin-path", "TUNNEL_CLIENT_PLUGIN_PATH", "TUNNEL_CLIENT_PLUGIN_PATH", "profile",
          "beside the binary", "beside the binary",
        ])
  }

  @Test func onlyPluginsAreTakenFromABuildFolder() throws {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("echo"), as: "libTunnelPluginEcho.so")
    folder.link(CompiledPlugins.path("misbehave"), as: "libOther.so")
    let catalog = catalog(binary: folder.path + "/tunnel-client")
    #expect(catalog.scan().found.map(\.descriptor.id) == ["com.example.echo"])
  }

  @Test func theFirstPluginOfAnIDCountsAndTheOthersAreShadowed() throws {
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    let winner = first.link(CompiledPlugins.path("echo"), as: "zz.so")
    let loser = second.link(CompiledPlugins.path("echo"), as: "aa.so")
    let scan = catalog(flags: [first.path, second.path]).scan()
    #expect(scan.found.map(\.library.path) == [winner])
    #expect(scan.shadowed.map(\.library.path) == [loser])
    #expect(scan.failures.isEmpty)
  }

  @Test func aScanGoesOnBehindEveryBrokenFile() throws {
    let folder = try TemporaryFolder()
    for name in ["abi_too_new", "bad_utf8", "no_symbol", "null_create", "short_entry", "echo"] {
      folder.link(CompiledPlugins.path(name), as: "\(name).so")
    }
    folder.write("text", as: "text.so")
    folder.write("text", as: "README.md")
    folder.link(CompiledPlugins.path("misbehave"), as: ".hidden.so")
    let scan = catalog(flags: [folder.path]).scan()
    #expect(scan.found.map(\.descriptor.id) == ["com.example.echo"])
    #expect(scan.failures.count == 6)
    #expect(scan.failures.allSatisfy { $0.description.hasPrefix(folder.path) })
  }

  @Test func aPluginIsLocatedWhateverItsFileIsCalled() throws {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("misbehave"), as: "a.so")
    let file = folder.link(CompiledPlugins.path("echo"), as: "b.so")
    let found = try catalog(flags: ["/nowhere", folder.path]).locate("com.example.echo")
    #expect(found.library.path == file)
    #expect(found.origin == .flag)
  }

  @Test func whatIsNotFoundIsExplainedByWhatWasSearchedAndFound() throws {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("echo"), as: "echo.so")
    let broken = folder.link(CompiledPlugins.path("null_create"), as: "null.so")
    let error = try #require(
      throws: PluginNotFound.self, performing: { try catalog(flags: [folder.path]).locate("com.example.none") })
    let text = error.description
    #expect(text.hasPrefix(#"plugin "com.example.none" was not found. Searched: \#(folder.path) (--plugin-path)"#))
    #expect(text.contains("found there: com.example.echo"))
    #expect(text.contains("\(broken): its entry is unusable"))
    #expect(text.hasSuffix("Name its folder with --plugin-path, or see `tunnel-client plugins list`."))
    #expect(!text.contains("\n"))
  }

  private func catalog(flags: [String] = [], binary: String = "/nowhere/bin/tunnel-client") -> PluginCatalog {
    PluginCatalog(searchPath: PluginSearchPath(flags: flags, environment: nil, binary: binary))
  }
}
