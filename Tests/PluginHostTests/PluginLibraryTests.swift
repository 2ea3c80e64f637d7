import Glibc
import TestPlugins
import Testing

@testable import PluginHost

/// What is wrong with a file is said in one line that names the file.
@Suite struct PluginLibraryTests {
  @Test func aGoodPluginTellsItsDescriptor() throws {
    let library = try PluginLibrary(path: CompiledPlugins.path("echo"))
    let descriptor = try #require(library.descriptors.first)
    #expect(library.descriptors.count == 1)
    #expect(descriptor.id == "com.example.echo")
    #expect(descriptor.version == "1.0.0")
    #expect(descriptor.vendor == "Example")
    #expect(descriptor.summary == "Answers every request with its own params")
    #expect(descriptor.extensions == ["tunnel.transport/1"])
    #expect(descriptor.hostServices.isEmpty)
    #expect(descriptor.configSchema == nil)
  }

  @Test(arguments: [
    ("bad_utf8", "its descriptor 0 is unusable: its summary is not valid UTF-8"),
    (
      "abi_too_new", "was built for plugin ABI 9.0, this host speaks 1.1: update tunnel-client"
    ),
    ("no_symbol", #"exports no symbol "tunnel_plugin": it is a shared library, but not a tunnel-client plugin"#),
    ("null_create", "its entry is unusable: a function of its table is NULL"),
    ("short_entry", "its entry is unusable: its size field says 24 bytes, too few for ABI 1"),
  ])
  func aBrokenLibraryIsRefusedInOneLine(name: String, reason: String) {
    let path = CompiledPlugins.path(name)
    #expect(failure(of: path) == "\(path): \(reason)")
  }

  @Test func aFileThatIsNoLibraryIsNotHandedToTheLoader() {
    #expect(failure(of: #filePath) == "\(#filePath): is not a shared library for this machine: not an ELF file")
    #expect(
      failure(of: "/bin/sh")?.hasPrefix("/bin/sh: ") == true, "an executable is no plugin, position independent or not")
    #expect(failure(of: "/nowhere/x.so") == "/nowhere/x.so: cannot be read: No such file or directory")
    #expect(failure(of: "/tmp") == "/tmp: cannot be read: Is a directory")
  }

  @Test(arguments: [
    ("com.example.echo", true), ("a", true), ("a-b.c9", true), ("", false), ("Com.example", false), ("a_b", false),
    (".a", false), ("a.", false), ("a b", false), (String(repeating: "a", count: 128), true),
    (String(repeating: "a", count: 129), false),
  ])
  func anIDIsReverseDNSInSmallLetters(id: String, isValid: Bool) {
    #expect(PluginDescriptor.isWellFormed(id: id) == isValid)
  }

  private func failure(of path: String) -> String? {
    do throws(PluginLoadFailure) {
      _ = try PluginLibrary(path: path)
      return nil
    } catch {
      return error.description
    }
  }
}
