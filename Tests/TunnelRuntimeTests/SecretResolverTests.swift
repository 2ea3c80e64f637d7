import Configuration
import Logging
import PluginHost
import Synchronization
import TestPlugins
import Testing

@testable import TunnelRuntime

@Suite(.timeLimit(.minutes(1))) struct SecretResolverTests {
  private func resolver(
    in folder: String = BuiltPlugins.folder, onSecret: @escaping @Sendable (String) -> Void = { _ in }
  ) -> SecretResolver {
    SecretResolver(
      catalog: PluginCatalog(searchPath: PluginSearchPath(flags: [folder], environment: nil, binary: "/nowhere/x")),
      logger: RecordedLog().logger, onSecret: onSecret)
  }

  @Test func `Each command is run, and its output is the secret`() async throws {
    let announced = Mutex<Set<String>>([])
    let results = await resolver { value in announced.withLock { _ = $0.insert(value) } }
      .resolve(["echo 's3 cret'", "sh -c 'echo SECRET; echo broken vault >&2; exit 4'", "echo 's3 cret'", ""])
    #expect(results.count == 3)
    #expect(try results["echo 's3 cret'"]?.get() == "s3 cret")
    guard case .failure(let failure) = results["sh -c 'echo SECRET; echo broken vault >&2; exit 4'"] else {
      Issue.record("the failed command has a secret")
      return
    }
    #expect(
      failure.problem(of: .flag("--key")).description
        == "--key: auth plugin org.tunnel-client.exec: the command 'sh' exited with code 4: broken vault; "
        + "run the command by hand and see what it says")
    #expect(throws: SecretFailure.self) { _ = try results[""]?.get() }
    #expect(announced.withLock(\.self) == ["s3 cret"])
  }

  @Test func `Without the plugin every reference says so`() async {
    let results = await resolver(in: "/nowhere").resolve(["echo x"])
    guard case .failure(let failure) = results["echo x"] else {
      Issue.record("a secret without a plugin")
      return
    }
    #expect(failure.message.contains("\"org.tunnel-client.exec\" was not found"))
  }

  @Test func `Nothing to resolve loads nothing`() async {
    #expect(await resolver(in: "/nowhere").resolve([]).isEmpty)
  }
}
