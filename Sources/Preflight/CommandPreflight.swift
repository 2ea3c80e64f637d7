import TunnelPluginKit

/// Looks whether the command of an MCP server could start, without starting anything: the program, the interpreter of a
/// script, and what `sh`, `env`, `python` and their like are told to run (operator spec 6.5).
///
/// It never complains about what only the run time can tell, such as a variable in a shell's text.
public struct CommandPreflight {
  /// Wrappers in wrappers are followed so far.
  private static let deepest = 4

  /// - Parameters:
  ///   - command: As a profile holds it; split like the stdio transport does.
  ///   - path: The PATH of the child; nil: none.
  ///   - folder: What relative paths count from; empty: the folder of this process.
  /// - Throws: the first thing that would keep it from starting.
  public static func check(command: String, path: String?, folder: String = "") throws(PreflightFailure) {
    try check(arguments: try words(of: command), path: path, folder: folder)
  }

  /// The program and its arguments, split without a shell.
  public static func words(of command: String) throws(PreflightFailure) -> [String] {
    do throws(CommandLineTokenizer.Problem) {
      return try CommandLineTokenizer.arguments(of: command)
    } catch {
      throw PreflightFailure(file: "the command", reason: .unreadableLine(error.description))
    }
  }

  public static func check(arguments: [String], path: String?, folder: String = "") throws(PreflightFailure) {
    try check(arguments, Surroundings(path: path, folder: folder), depth: 0)
  }

  /// A word that is nil is only known at run time.
  private static func check(
    _ words: [String?], _ surroundings: Surroundings, depth: Int
  ) throws(PreflightFailure) {
    guard let first = words.first else { throw PreflightFailure(file: "the command", reason: .noProgram) }
    guard let name = first, let program = try surroundings.program(name) else { return }
    try checkInterpreter(of: program, surroundings, isDirect: depth == 0)
    guard depth < deepest else { return }
    var surroundings = surroundings
    let rest = words.dropFirst()
    switch Wrapper(program: name) {
    case .shell:
      switch ShellArguments(rest) {
      case .script(let script): try checkScript(script, surroundings, isOnPath: true)
      case .text(let text): try checkShellText(text, surroundings, depth: depth)
      case .nothing: return
      }
    case .interpreter(let interpreter):
      guard let script = interpreter.script(in: rest, &surroundings) else { return }
      try checkScript(script, surroundings, interpreter)
    case .environment:
      let command = try EnvArguments.command(in: rest, &surroundings)
      if !command.isEmpty { try check(command, surroundings, depth: depth + 1) }
    case nil: return
    }
  }

  private static func checkShellText(
    _ text: String, _ surroundings: Surroundings, depth: Int
  ) throws(PreflightFailure) {
    let commands: [ShellCommand]
    do throws(ShellReader.Problem) {
      commands = try ShellReader.commands(in: text)
    } catch {
      throw PreflightFailure(file: "the shell's text", reason: .unreadableLine(error.description))
    }
    var surroundings = surroundings
    for command in commands {
      switch command.step(&surroundings) {
      case .next: continue
      case .stop: return
      case .program(let words): return try check(words, surroundings, depth: depth + 1)
      }
    }
  }

  private static func checkScript(
    _ script: String, _ surroundings: Surroundings, _ interpreter: Interpreter? = nil, isOnPath: Bool = false
  ) throws(PreflightFailure) {
    guard let path = surroundings.located(script), let reason = Surroundings.objection(toReading: path) else { return }
    if let interpreter, interpreter.finds(path) { return }
    // A shell looks for a script without a slash like for a program.
    if isOnPath, !script.contains("/") {
      guard let folders = surroundings.searchPath else { return }
      let isThere = folders.contains { folder in
        surroundings.located("\(folder)/\(script)").map { Surroundings.objection(toReading: $0) == nil } ?? true
      }
      if isThere { return }
    }
    throw PreflightFailure(file: script, reason: reason)
  }

  /// Operator spec 6.5.2.
  private static func checkInterpreter(
    of program: String, _ surroundings: Surroundings, isDirect: Bool
  ) throws(PreflightFailure) {
    switch FirstLine(of: program) {
    case .binary, .unknown: return
    case .empty, .text:
      // Shells and env take a text for a shell's script; the kernel does not.
      if isDirect { throw PreflightFailure(file: program, reason: .noInterpreter) }
    case .script(let interpreter, let argument):
      let bad = { (name: String) in PreflightFailure(file: program, reason: .badInterpreter(name)) }
      guard Surroundings.objection(toRunning: interpreter) == nil else { throw bad(interpreter) }
      guard Wrapper(program: interpreter) == .environment, let argument else { return }
      var inner = surroundings
      do throws(PreflightFailure) {
        guard let name = try EnvArguments.command(in: [argument], &inner).first, let name else { return }
        _ = try inner.program(name)
      } catch {
        throw bad(argument.hasPrefix("-") ? error.file : argument)
      }
    }
  }
}
