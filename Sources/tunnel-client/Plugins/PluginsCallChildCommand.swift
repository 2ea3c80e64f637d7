import ArgumentParser
import Glibc
import Logging
import PluginHost
import TunnelNativeCalls

/// The part of `plugins call` that may crash: loads the plugin, calls the function, and writes what it gave.
struct PluginsCallChildCommand: AsyncParsableCommand {
  static let name = "call-child"
  static let configuration = CommandConfiguration(
    commandName: name, abstract: "The child process of `plugins call`.", shouldDisplay: false)

  @Argument var file: String
  @Argument var function: String?
  @Argument var arguments: [String] = []
  @Option var id: String?
  @Option var timeout: UInt32 = 60
  @Flag var json = false

  func run() async throws {
    // A function that hangs has no way to say so; this ends the process all the same.
    alarm(timeout)
    // The plugin may print: its lines go to standard error, the answer to standard output alone.
    let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)
    guard output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { throw Failure("cannot copy standard output") }
    let answer: Result<PluginAnswer, any Error>
    do {
      answer = .success(try await self.answer())
    } catch {
      answer = .failure(error)
    }
    fflush(nil)
    _ = dup2(output, STDOUT_FILENO)
    StandardOutput.write(try json ? JSONText.encode(answer.get()) : answer.get().text)
  }

  private func answer() async throws -> PluginAnswer {
    let found = try plugin()
    let diagnostics: PluginDiagnostics
    do throws(BindingFailure) {
      diagnostics = try await PluginDiagnostics(found, logger: Logger(label: "call") { _ in SwiftLogNoOpLogHandler() })
    } catch {
      throw Failure(.pluginUnusable, "\(error)")
    }
    guard let function else { return .list(plugin: found.descriptor.id, diagnostics.functions) }
    guard let wanted = diagnostics.functions.first(where: { $0.name == function }) else {
      let known = diagnostics.functions.map(\.name).joined(separator: ", ")
      throw Failure(.notFound, "\(found.descriptor.id) has no function \"\(function)\"", hint: "it has \(known)")
    }
    do throws(NativeProblem) {
      return .value(plugin: found.descriptor.id, function, try call(wanted))
    } catch {
      throw Failure("\(found.descriptor.id) \(function): \(error)")
    }
  }

  private func plugin() throws -> PluginCatalog.Found {
    let plugins: [PluginCatalog.Found]
    do throws(PluginLoadFailure) {
      plugins = try PluginCatalog.plugins(ofFile: file)
    } catch {
      throw Failure(error)
    }
    let wanted = plugins.filter { id == nil ? $0.descriptor.hasDiagnostics : $0.descriptor.id == id }
    guard let found = wanted.first else {
      let ids = plugins.map(\.descriptor.id).joined(separator: ", ")
      guard let id else { throw Failure(.unsupported, "\(file) (\(ids)) has no functions to call") }
      throw Failure(.pluginNotFound, "\(file) holds no plugin \"\(id)\"; it holds \(ids)")
    }
    guard wanted.count == 1 else {
      throw Failure(.usage, "\(file) holds several plugins", hint: "name one with --id")
    }
    guard found.descriptor.hasDiagnostics else {
      throw Failure(
        .unsupported, "\(found.descriptor.id) has no functions to call: it offers no tunnel.diagnostic/1",
        hint: "`tunnel-client plugins list` shows what is there")
    }
    return found
  }

  private static func contents(of path: String) throws(NativeProblem) -> [UInt8] {
    guard let file = fopen(path, "re") else { throw NativeProblem("\(path): \(String(cString: strerror(errno)))") }
    defer { fclose(file) }
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { contents += piece[..<count] }
    guard ferror(file) == 0 else { throw NativeProblem("\(path): cannot be read") }
    return contents
  }

  private func call(_ diagnostic: PluginDiagnostic) throws(NativeProblem) -> NativeValue {
    let signature = diagnostic.signature
    guard signature.parameters.count == arguments.count else {
      throw NativeProblem(
        "takes \(signature.parameters.count) arguments, not \(arguments.count): \(diagnostic.usage)")
    }
    var values: [NativeValue] = []
    for (parameter, argument) in zip(signature.parameters, arguments) {
      if case .bytes = parameter.type, argument.hasPrefix("@") {
        values.append(.bytes(try Self.contents(of: String(argument.dropFirst()))))
        continue
      }
      guard let value = parameter.type.value(typed: argument) else {
        throw NativeProblem("\(parameter.name): \"\(argument)\" is not \(parameter.type.expectation)")
      }
      values.append(value)
    }
    let result = try NativeFunction(signature, at: diagnostic.address).call(values)
    if result == .nothing, signature.result == .string, let reason = diagnostic.failure { throw NativeProblem(reason) }
    return result
  }
}
