/// What a C function takes and gives: `double pow(double x, double y)`.
///
/// The text is a C declaration with the types of ``NativeType``; the usual C names of the integers and `const char *` are
/// understood, so that a line of a header can often be pasted. Each parameter has a name.
public struct NativeSignature: Sendable, Equatable {
  public struct Parameter: Sendable, Equatable {
    public let name: String
    public let type: NativeType
  }

  static let mostParameters = 32
  private static let longestText = 4_096

  public let result: NativeType
  /// The symbol; empty where the text names none, as in `string(string path)`.
  public let symbol: String
  public let parameters: [Parameter]
  /// Whether the result is a `char *`, which C gives to the caller to keep.
  public let givesAway: Bool

  /// - Throws: what is wrong, with what can be written instead.
  public init(_ text: String) throws(NativeProblem) {
    guard text.utf8.count <= Self.longestText else { throw NativeProblem("the signature is longer than 4096 bytes") }
    let tokens = try SignatureTokens(text).tokens
    guard let open = tokens.firstIndex(of: "(") else {
      throw NativeProblem("no \"(\" in the signature; write it like double pow(double x, double y)")
    }
    var rest = tokens[open...].dropFirst()
    if rest.last == ";" { rest.removeLast() }
    guard rest.last == ")" else { throw NativeProblem("the signature does not end with \")\"") }
    rest.removeLast()
    guard !rest.contains(";") else { throw NativeProblem("that is more than one declaration") }
    guard !rest.contains("("), !rest.contains(")") else {
      throw NativeProblem("a parameter that is a function is not offered; it needs a function in C before it")
    }
    guard !rest.contains("...") else { throw NativeProblem("variable arguments (\"...\") are not offered") }

    var head = Array(tokens[..<open])
    // "double pow": a name follows the type. "string": a type alone, as in a list of diagnostics.
    if head.count > 1, (try? NativeType(words: head, isResult: true)) == nil {
      symbol = head.removeLast()
      guard symbol != "*" else { throw NativeProblem("the signature names no function before \"(\"") }
    } else {
      symbol = ""
    }
    result = try NativeType(words: head, isResult: true)
    givesAway = head == ["char", "*"]
    parameters = rest.isEmpty || Array(rest) == ["void"] ? [] : try Self.parameters(rest)
  }

  private static func parameters(_ tokens: ArraySlice<String>) throws(NativeProblem) -> [Parameter] {
    var parameters: [Parameter] = []
    for piece in tokens.split(separator: ",", omittingEmptySubsequences: false) {
      guard let name = piece.last else { throw NativeProblem("a parameter is missing beside a \",\"") }
      guard piece.count > 1, name != "*" else {
        throw NativeProblem("the parameter \"\(piece.joined(separator: " "))\" has no name or no type; write both")
      }
      guard parameters.count < mostParameters else {
        throw NativeProblem("more than \(mostParameters) parameters are not offered")
      }
      guard !parameters.contains(where: { $0.name == name }) else {
        throw NativeProblem("two parameters are called \"\(name)\"")
      }
      do throws(NativeProblem) {
        parameters.append(Parameter(name: name, type: try NativeType(words: Array(piece.dropLast()), isResult: false)))
      } catch {
        throw NativeProblem("parameter \"\(name)\": \(error)")
      }
    }
    return parameters
  }

  /// The text in one form: `double pow(double x, double y)`.
  public var text: String {
    let list = parameters.map { "\($0.type.name) \($0.name)" }.joined(separator: ", ")
    return "\(result.name)\(symbol.isEmpty ? "" : " ")\(symbol)(\(list))"
  }
}
