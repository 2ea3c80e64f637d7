import CurlHTTP
import Glibc
import Logging

/// Asks each command of a plugin for its help.
@NetworkLoop
struct CommandTrial {
  let found: PluginCatalog.Found
  let logger: Logger

  func help(works: Bool) async -> PluginFinding {
    let (id, check) = (found.descriptor.id, PluginCheck.commandHelp)
    guard works else { return PluginFinding(check, of: id, .skipped, "no instance can be made of it") }
    for command in found.descriptor.commands {
      let (code, text): (Int32, String)
      do throws(BindingFailure) {
        (code, text) = try await run(command)
      } catch {
        return PluginFinding(check, of: id, .failed, "\(error)", fix: "fill the whole table, `size` with sizeof")
      }
      guard code == 0, !text.isEmpty else {
        return PluginFinding(
          check, of: id, .failed,
          "`\(command.name) --help` returned \(code) and printed \(text.isEmpty ? "nothing" : "something")",
          fix: "print help to `output` and return 0 when an argument is --help")
      }
    }
    return PluginFinding(check, of: id, .passed)
  }

  private func run(_ command: PluginCommandDescription) async throws(BindingFailure) -> (Int32, String) {
    let plugin = try PluginCommand(.init(description: command, plugin: found), logger: logger)
    // A file rather than a pipe: nobody has to empty it meanwhile.
    guard let file = tmpfile() else {
      throw .refused(found.descriptor.id, "no temporary file: \(String(cString: strerror(errno)))")
    }
    let output = fileno(file)
    let input = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      fclose(file)
      close(input)
    }
    let code = await plugin.run(
      CommandInvocation(
        arguments: [command.name, "--help"], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: "/",
        program: "/proc/self/exe", input: input, output: output, errors: input))
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = pread(output, &bytes, bytes.count, 0)
    return (code, String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self))
  }
}
