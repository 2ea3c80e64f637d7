import CPipes
import CTunnelPlugin
public import CurlHTTP
import Glibc
public import Logging

/// An instance of a plugin that was made to run one command.
@NetworkLoop
public final class PluginCommand {
  /// The command watches for its end; a signal that nobody catches ends the others.
  public nonisolated let isCancellable: Bool

  private let instance: PluginInstance
  private let functions: CommandFunctions
  /// Read end first.
  private nonisolated let cancellation: (read: CInt, write: CInt)

  /// - Throws: why the plugin cannot run it.
  public init(_ command: PluginCatalog.FoundCommand, logger: Logger) throws(BindingFailure) {
    let id = command.plugin.descriptor.id
    var logger = logger
    logger[metadataKey: "plugin"] = "\(id)"
    var (reading, writing): (CInt, CInt) = (-1, -1)
    guard tunnel_pipe(&reading, &writing) == 0 else {
      throw .refused(id, "no pipe: \(String(cString: strerror(errno)))")
    }
    cancellation = (reading, writing)
    do throws(BindingFailure) {
      instance = try PluginInstance(command.plugin, channel: "", facilities: HostFacilities(), logger: logger)
      functions = try instance.commandFunctions()
    } catch {
      close(reading)
      close(writing)
      throw error
    }
    isCancellable = functions.isCancellable
  }

  /// Runs the command on a thread of its own, and frees the instance. Once.
  ///
  /// - Returns: the exit code.
  public func run(_ invocation: CommandInvocation) async -> Int32 {
    let pointer = SendablePointer(instance.pointer)
    let (functions, cancelled) = (functions, cancellation.read)
    let code = await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
      CommandThread.start {
        let code = invocation.withCCall(cancelled: cancelled) { functions.run(pointer.value, $0) }
        continuation.resume(returning: code)
      }
    }
    instance.destroy()
    return code
  }

  /// Asks the command to end.
  public nonisolated func cancel() {
    var byte: UInt8 = 1
    _ = write(cancellation.write, &byte, 1)
  }

  deinit {
    close(cancellation.read)
    close(cancellation.write)
  }
}

/// `@unchecked Sendable`: only the command's thread uses it, while nobody else touches the instance.
private struct SendablePointer: @unchecked Sendable {
  let value: UnsafeMutablePointer<tunnel_plugin_instance>

  init(_ value: UnsafeMutablePointer<tunnel_plugin_instance>) {
    self.value = value
  }
}
