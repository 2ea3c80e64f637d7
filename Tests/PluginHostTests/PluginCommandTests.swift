import Glibc
import TestPlugins
import Testing

@testable import PluginHost

@Suite(.serialized, .timeLimit(.minutes(1))) struct PluginCommandTests {
  private func catalog(_ folder: String) -> PluginCatalog {
    PluginCatalog(searchPath: PluginSearchPath(flags: [], environment: folder, binary: "/nowhere/bin/x"))
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    folder.link(CompiledPlugins.path("hello-command"), as: "hello.so")
    folder.link(CompiledPlugins.path("echo"), as: "echo.so")
    return folder
  }

  /// Runs it with a file for its output.
  private func run(_ arguments: [String], cancelled: Bool = false) async throws -> (code: Int32, text: String) {
    let folder = try folder()
    let command = try #require(catalog(folder.path).command("hello"))
    let plugin = try await PluginCommand(command, logger: RecordedLog().logger)
    #expect(plugin.isCancellable)
    let file = try #require(tmpfile())
    defer { fclose(file) }
    if cancelled { plugin.cancel() }
    let code = await plugin.run(
      CommandInvocation(
        arguments: ["hello"] + arguments, environment: [:], workingDirectory: "/", program: "/x", input: 0,
        output: fileno(file), errors: fileno(file)))
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = pread(fileno(file), &bytes, bytes.count, 0)
    return (code, String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
  }

  @Test func `Descriptors alone say which commands there are`() throws {
    let folder = try folder()
    let commands = catalog(folder.path).commands()
    #expect(commands.map(\.description.name) == ["hello"])
    #expect(commands.first?.description.words == ["world"])
    #expect(commands.first?.isBundled == false)
    #expect(catalog(folder.path).command("bye") == nil)
  }

  @Test func `A command writes where it is told to, and its word is the exit code`() async throws {
    #expect(try await run(["you"]) == (0, "hello, you\n"))
    #expect(try await run([]) == (1, "there is nobody to greet; give a name\n"))
  }

  @Test func `A command that watches for its end returns`() async throws {
    #expect(try await run(["--wait"], cancelled: true) == (2, "waiting\nbye\n"))
  }

  @Test func `What others could have written is not loaded for a command`() throws {
    let folder = try folder()
    chmod(folder.path, 0o777)
    #expect(catalog(folder.path).commands().isEmpty)
    #expect(catalog(folder.path).command("hello") == nil)
    chmod(folder.path, 0o700)
    #expect(catalog(folder.path).command("hello") != nil)
  }
}
