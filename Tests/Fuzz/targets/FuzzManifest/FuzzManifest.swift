import FuzzInput
import Glibc
import TunnelNativeCalls
import TunnelPluginKit

@testable import NativeTransport

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// The input is a manifest of the native transport and, behind its first NUL byte, the arguments of a call: reads the one,
/// and makes of the other what C would get. Nothing is called.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzManifest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let parts = input.bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  guard let first = parts.first else { return 0 }
  let text = FuzzInput(UnsafeRawBufferPointer(rebasing: first))
  // As the host and the plugin do: text that is no JSON does not get this far.
  guard JSONStringWalk.visit(text.bytes, { _, _ in }),
    let manifest = try? ManifestReader(folder: "/opt").manifest(JSONSlice(text.bytes))
  else { return 0 }
  precondition(!manifest.functions.isEmpty && manifest.functions.count <= Manifest.mostFunctions)
  let arguments = FuzzInput(UnsafeRawBufferPointer(rebasing: parts.count > 1 ? parts[1] : first[..<first.startIndex]))
  let isJSON = JSONStringWalk.visit(arguments.bytes) { _, _ in }
  for function in manifest.functions {
    precondition((try? NativeSignature(function.signature.text))?.text == function.signature.text, "not what it reads")
    guard isJSON else { continue }
    guard let values = try? ArgumentReader.values(JSONSlice(arguments.bytes), for: function.parameters) else {
      continue
    }
    precondition(values.count == function.parameters.count)
    for (rule, value) in zip(function.parameters, values) { precondition(rule.allows(value)) }
  }
  return 0
}
