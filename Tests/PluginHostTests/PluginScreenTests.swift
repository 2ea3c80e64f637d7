import Glibc
import TestPlugins
import Testing

@testable import PluginHost

@Suite struct PluginScreenTests {
  /// A screen whose child is a shell; the plugin's path is its `$0`.
  private func screen(_ script: String, patience: Duration = .seconds(20)) -> PluginScreen {
    PluginScreen(executable: "/bin/sh", arguments: ["-c", script], patience: patience)
  }

  @Test func `A file that its child survives is let through`() {
    #expect(screen("exit \(PluginScreen.passed)").objection(to: "/x.so") == nil)
  }

  @Test(arguments: [
    ("kill -SEGV $$", "crashes the process"), ("exit 0", "with exit code 0"), ("exec sleep 100", "does not come back"),
  ])
  func `A file that takes its process with it is named, with how`(script: String, how: String) {
    let isSlow = script.contains("sleep")
    let objection = screen(script, patience: isSlow ? .milliseconds(200) : .seconds(20)).objection(to: "/x.so")
    #expect(objection?.description.contains(how) == true, "\(objection?.description ?? "none")")
  }

  @Test func `A program that cannot be started is no objection to a plugin`() {
    let screen = PluginScreen(executable: "/no/such/program", arguments: [])
    #expect(screen.objection(to: "/x.so") == nil)
  }

  @Test func `What the child falls over is not opened, and the scan goes on`() throws {
    let folder = try TemporaryFolder()
    // A copy: a file that another test has opened in this process is not looked at again.
    let bad = folder.path + "/a.so"
    try write(try bytes(CompiledPlugins.path("misbehave")), to: bad)
    folder.link(CompiledPlugins.path("echo"), as: "b.so")
    let catalog = PluginCatalog(
      searchPath: PluginSearchPath(flags: [folder.path], environment: nil, binary: "/nowhere/x"),
      screen: screen("case $0 in *a.so) kill -ABRT $$;; esac; exit \(PluginScreen.passed)"))
    let scan = catalog.scan()
    #expect(scan.found.map(\.descriptor.id) == ["com.example.echo"])
    #expect(scan.failures.map(\.path) == [bad])
  }

  @Test func `A part of a library, a pipe and somebody else's library are told without being opened`() throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(CompiledPlugins.path("echo"))
    folder.write(String(decoding: whole.prefix(10), as: UTF8.self), as: "short.so")
    #expect(throws: PluginLoadFailure.Reason.self) { try PluginLibrary.checkFile(folder.path + "/short.so") }
    try #require(mkfifo(folder.path + "/pipe.so", 0o600) == 0)
    #expect(throws: PluginLoadFailure.Reason.self) { try PluginLibrary.checkFile(folder.path + "/pipe.so") }
    try write(Array(whole.prefix(3000)), to: folder.path + "/part.so")
    do throws(PluginLoadFailure.Reason) {
      try PluginLibrary.checkFile(folder.path + "/part.so")
      Issue.record("a cut off file was let through")
    } catch {
      #expect("\(error)".contains("cut off"))
    }
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes[..<max(0, count)])
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }
}
