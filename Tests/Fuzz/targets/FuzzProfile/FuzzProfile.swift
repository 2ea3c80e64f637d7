import Configuration
import FuzzInput
import Glibc

@main
enum Program {
  static func main() {
    exit(runFuzzer())
  }
}

/// The input is a configuration file: read, checked with everything that stands in it, and explained.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProfile(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let profile = ProfileReader.read(Array(input.bytes), path: "p.yaml")
  let environment = ["KEY": "sk-0123456789", "HOME": "/nowhere"]
  let values = SettingValues(flags: [:], environment: environment, profile: profile)
  _ = values.execReferences
  for explanation in Explanation.all(values) {
    precondition(explanation.value?.contains("sk-0123456789") != true, "a secret is shown")
  }
  do throws(ConfigurationError) {
    _ = try SettingsReader.read(values)
  } catch {
    // A variable that is named where a path belongs is shown as the path that it is.
    for problem in error.problems where problem.key == "control_plane.api_key" {
      precondition(!problem.description.contains("sk-0123456789"), "a secret is in a problem")
    }
  }
  return 0
}
