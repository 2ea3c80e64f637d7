import CTunnelPlugin
import Glibc

/// What a plugin's command is called with.
public struct CommandInvocation: Sendable {
  /// The first is the command's name.
  public var arguments: [String]
  public var environment: [String: String]
  public var workingDirectory: String
  /// The absolute path of the running program.
  public var program: String
  public var input: CInt
  public var output: CInt
  public var errors: CInt
  public var mayColour = false

  public init(
    arguments: [String], environment: [String: String], workingDirectory: String, program: String,
    input: CInt = 0, output: CInt = 1, errors: CInt = 2
  ) {
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.program = program
    self.input = input
    self.output = output
    self.errors = errors
  }

  /// The call as C has it, for the duration of `body`.
  func withCCall(cancelled: CInt, _ body: (UnsafePointer<tunnel_command_call>) -> Int32) -> Int32 {
    let arguments = CStrings(arguments)
    let environment = CStrings(environment.map { "\($0.key)=\($0.value)" }.sorted())
    let places = CStrings([workingDirectory, program])
    return withExtendedLifetime((arguments, environment, places)) {
      var call = tunnel_command_call()
      call.size = UInt32(MemoryLayout<tunnel_command_call>.size)
      func flag(_ descriptor: CInt, _ flag: Int) -> UInt32 { isatty(descriptor) == 1 ? UInt32(flag) : 0 }
      call.flags =
        flag(input, Int(TUNNEL_COMMAND_INPUT_TERMINAL)) | flag(output, Int(TUNNEL_COMMAND_OUTPUT_TERMINAL))
        | flag(errors, Int(TUNNEL_COMMAND_ERRORS_TERMINAL)) | (mayColour ? UInt32(TUNNEL_COMMAND_COLOUR) : 0)
      call.arguments = arguments.pointer
      call.environment = environment.pointer
      call.working_directory = places.pointer[0]
      call.program = places.pointer[1]
      (call.input, call.output, call.errors, call.cancelled) = (input, output, errors, cancelled)
      return body(&call)
    }
  }
}

/// A NULL-terminated array of C strings that lives as long as this object.
private final class CStrings {
  private let array: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private let count: Int

  var pointer: UnsafePointer<UnsafePointer<CChar>?> { UnsafePointer(array) }

  init(_ strings: [String]) {
    count = strings.count
    array = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() { (array + index).initialize(to: UnsafePointer(strdup(string))) }
    (array + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(UnsafeMutablePointer(mutating: array[index])) }
    array.deallocate()
  }
}
