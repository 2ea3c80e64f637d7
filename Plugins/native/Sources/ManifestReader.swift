internal import TunnelNativeCalls
internal import TunnelPluginKit

/// Reads a manifest and checks everything in it that can be checked without opening the library.
struct ManifestReader {
  private static let keys: Set<String> = ["library", "server_name", "instructions", "concurrency", "functions"]
  private static let functionKeys: Set<String> = [
    "name", "title", "description", "signature", "parameters", "free", "fails", "message", "annotations", "timeout",
  ]
  private static let hints = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]

  /// The folder of the manifest's file, for libraries beside it; nil when there is no file.
  let folder: String?

  /// `slice` is a JSON text that was checked to be one.
  func manifest(_ slice: JSONSlice) throws(PluginError) -> Manifest {
    let object = try ManifestObject(slice, at: "", keys: Self.keys)
    guard let library = try object.text("library") else {
      throw object.error("library", "is missing; name the shared library, such as libm.so.6 or /opt/lib/libmine.so")
    }
    guard let list = object.value("functions"), list.kind == .array, !list.elements.isEmpty else {
      throw object.error("functions", "must be an array of at least one function")
    }
    guard list.elements.count <= Manifest.mostFunctions else {
      throw object.error("functions", "has more than \(Manifest.mostFunctions) elements; use several channels")
    }
    var functions: [FunctionManifest] = []
    for (index, element) in list.elements.enumerated() {
      let function = try function(element, at: "functions[\(index)]")
      guard !functions.contains(where: { $0.name == function.name }) else {
        throw .configuration(
          "functions[\(index)].name", "there are two tools \"\(function.name)\"; give one another name")
      }
      functions.append(function)
    }
    return Manifest(
      library: try resolve(library, of: object),
      serverName: try object.text("server_name") ?? Manifest.defaultServerName,
      instructions: try object.text("instructions") ?? "",
      concurrency: try object.integer("concurrency", in: 1...64) ?? 1, functions: functions)
  }

  private func resolve(_ library: String, of object: ManifestObject) throws(PluginError) -> String {
    guard library.contains("/"), !library.hasPrefix("/") else { return library }
    guard let folder else {
      throw object.error(
        "library", "\(library) is relative, and there is no manifest file beside it; write it from / on")
    }
    return folder + "/" + library
  }

  private func function(_ slice: JSONSlice, at place: String) throws(PluginError) -> FunctionManifest {
    let object = try ManifestObject(slice, at: place, keys: Self.functionKeys)
    guard let text = try object.text("signature") else {
      throw object.error("signature", "is missing; write it like \"double pow(double x, double y)\"")
    }
    let signature = try self.signature(text, "signature", of: object)
    guard !signature.symbol.isEmpty else { throw object.error("signature", "names no function before \"(\"") }
    let name = try object.text("name") ?? signature.symbol
    guard Self.isToolName(name) else {
      throw object.error("name", "must be 1 to 128 letters, digits, \"_\", \"-\" and \".\"")
    }
    let release = try object.text("free")
    guard release == nil || signature.result == .string else {
      throw object.error("free", "frees a string, and the result is \(signature.result.name)")
    }
    guard release != nil || !signature.givesAway else {
      throw object.error(
        "free", "is missing: a result of type char * belongs to the caller. Name what frees it, or write const char *")
    }
    return FunctionManifest(
      name: name, title: try object.text("title"), summary: try object.text("description"), signature: signature,
      parameters: try ParameterReader(signature: signature).parameters(object), release: release,
      failure: try failure(object, signature), message: try message(object, signature),
      annotations: try annotations(object),
      timeoutMilliseconds: try object.seconds("timeout", atMost: 86_400))
  }

  private func signature(_ text: String, _ key: String, of object: ManifestObject) throws(PluginError)
    -> NativeSignature
  {
    do throws(NativeProblem) {
      return try NativeSignature(text)
    } catch {
      throw object.error(key, "\(error)")
    }
  }

  private func failure(
    _ object: ManifestObject, _ signature: NativeSignature
  ) throws(PluginError) -> FunctionManifest.FailureRule? {
    guard let text = try object.text("fails") else { return nil }
    guard let rule = FunctionManifest.FailureRule(rawValue: text) else {
      let known = FunctionManifest.FailureRule.allCases.map(\.rawValue).joined(separator: ", ")
      throw object.error("fails", "\"\(text)\" is none of \(known)")
    }
    let fits =
      switch (rule, signature.result) {
      case (.null, .string): true
      case (.zero, .bool), (.nonzero, .bool): true
      case (.nonzero, .integer), (.zero, .integer): true
      case (.negative, .integer(let integer)): integer.isSigned
      default: false
      }
    guard fits else {
      throw object.error("fails", "\"\(text)\" means nothing for a result of type \(signature.result.name)")
    }
    return rule
  }

  private func message(_ object: ManifestObject, _ signature: NativeSignature) throws(PluginError) -> NativeSignature? {
    guard let text = try object.text("message") else { return nil }
    guard object.value("fails") != nil else {
      throw object.error("message", "says why a call failed; \"fails\" is missing")
    }
    let message = try self.signature(text, "message", of: object)
    let takes = message.parameters.map(\.type)
    guard message.result == .string, !message.symbol.isEmpty, !message.givesAway,
      takes.isEmpty || takes == [signature.result]
    else {
      throw object.error(
        "message",
        "must give a const char *, and take nothing or one \(signature.result.name): the result that means failure")
    }
    return message
  }

  private func annotations(_ object: ManifestObject) throws(PluginError) -> [(name: String, value: Bool)] {
    guard let slice = object.value("annotations") else { return [] }
    let object = try ManifestObject(slice, at: object.name(of: "annotations"), keys: Set(Self.hints))
    var annotations: [(name: String, value: Bool)] = []
    for hint in Self.hints {
      if let value = try object.bool(hint) { annotations.append((hint, value)) }
    }
    return annotations
  }

  private static func isToolName(_ name: String) -> Bool {
    let isOfName = { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return (1...128).contains(name.utf8.count) && name.utf8.allSatisfy(isOfName)
  }
}
