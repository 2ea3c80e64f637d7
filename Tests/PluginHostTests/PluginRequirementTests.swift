import Glibc
import TestPlugins
import Testing
import Trust

@testable import PluginHost

@Suite struct PluginRequirementTests {
  private let echo = "com.example.echo"

  private func locate(_ requirement: PluginRequirement, in folders: [TemporaryFolder]) throws -> PluginCatalog.Found {
    let path = PluginSearchPath(flags: folders.map(\.path), environment: nil, binary: "/nowhere/bin/tunnel-client")
    return try PluginCatalog(searchPath: path).locate(requirement)
  }

  private func failure(_ requirement: PluginRequirement, in folders: [TemporaryFolder]) -> String {
    let error = #expect(throws: PluginSearchFailure.self) { try locate(requirement, in: folders) }
    #expect(error?.description.contains("\n") == false)
    return error?.description ?? ""
  }

  @Test func `A digest may be written with its name and in capitals`() {
    let digits = String(repeating: "aB", count: 32)
    #expect(PluginRequirement.normalized(sha256: "sha256:" + digits) == digits.lowercased())
    #expect(PluginRequirement.normalized(sha256: "abc") == nil)
    #expect(PluginRequirement.normalized(sha256: String(repeating: "g", count: 64)) == nil)
  }

  @Test func `The first file with the digest is taken, and no other one is opened`() throws {
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    // Its constructor says that it was opened.
    let trace = first.path + "/opened"
    let source = first.write(
      "#include <stdio.h>\n__attribute__((constructor)) static void opened(void) { fclose(fopen(\"\(trace)\", \"w\")); }\n",
      as: "evil.c")
    #expect(system("cc -shared -fPIC '\(source)' -o '\(first.path)/echo.so'") == 0)
    let wanted = second.link(CompiledPlugins.path("echo"), as: "renamed.so")
    let pin = try SHA256.ofFile(wanted)
    #expect(try locate(PluginRequirement(id: echo, sha256: pin), in: [first, second]).library.path == wanted)
    #expect(access(trace, F_OK) != 0)
    // Not even when nothing is found.
    let text = failure(PluginRequirement(id: echo, sha256: pin), in: [first])
    #expect(access(trace, F_OK) != 0)
    #expect(text.contains("is pinned to sha256 \(pin), and no file has it. Searched: \(first.path) (--plugin-path)"))
    #expect(
      text.contains(
        "found instead, not opened: \(first.path)/echo.so (sha256 \(try SHA256.ofFile(first.path + "/echo.so")))"))
  }

  @Test func `A pin of another plugin says so`() throws {
    let folder = try TemporaryFolder()
    let other = folder.link(CompiledPlugins.path("misbehave"), as: "other.so")
    let text = failure(PluginRequirement(id: echo, sha256: try SHA256.ofFile(other)), in: [folder])
    #expect(text.contains("is another plugin: \(other) (com.example.misbehave 1.0.0)"))
  }

  @Test func `A version that does not fit is passed over`() throws {
    let folder = try TemporaryFolder()
    let file = folder.link(CompiledPlugins.path("echo"), as: "echo.so")
    #expect(try locate(.init(id: echo, version: .parse("^1")), in: [folder]).library.path == file)
    let text = failure(.init(id: echo, version: try .parse(">=2, <3")), in: [folder])
    #expect(text.contains("is required in version >=2, <3. Searched: \(folder.path) (--plugin-path)"))
    #expect(text.contains("found instead: \(file) (com.example.echo 1.0.0)"))
  }

  @Test func `Grants are a part of what the plugin asks for`() throws {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("echo"), as: "echo.so")
    #expect(try locate(.init(id: echo), in: [folder]).granted == [])
    #expect(try locate(.init(id: echo, grants: ["tunnel.host.json/1"]), in: [folder]).granted == [])
    let text = failure(.init(id: echo, grants: ["tunnel.host.http/1"]), in: [folder])
    #expect(text.contains("is granted tunnel.host.http/1, which it does not ask for. It asks for nothing"))
  }

  @Test func `The isolation is carried through, and a missing plugin is not found`() throws {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("echo"), as: "echo.so")
    #expect(try locate(.init(id: echo, isolation: .process), in: [folder]).isolation == .process)
    #expect(failure(.init(id: "com.example.none"), in: [folder]).contains("was not found. Searched: "))
  }
}
