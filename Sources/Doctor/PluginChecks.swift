import Configuration
import PluginHost

/// Whether every plugin that the configuration names is there, and is what it should be.
struct PluginChecks {
  static let id = "plugins"

  static func unreadable(_ problem: ConfigurationProblem) -> CheckResult {
    CheckResult(
      id, .fail, problem.description, why: "Nobody knows which versions of the plugin would do.",
      evidence: [problem.description], next: [problem.fix], code: .configurationInvalid)
  }

  static func results(of review: PluginReview) -> [CheckResult] {
    [missing(review)] + (review.refused.isEmpty ? [] : [refused(review)])
  }

  private static func missing(_ review: PluginReview) -> CheckResult {
    guard let first = review.missing.first else {
      return CheckResult(id, .pass, review.found.joined(separator: "; "), evidence: review.found)
    }
    return CheckResult(
      id, .fail, first.description + more(review.missing),
      why: "A channel is served by its plugin; `run` does not start without it.",
      evidence: review.missing.map(\.description) + review.found,
      next: [
        "See what is there: tunnel-client plugins list", "Name its folder: plugins.search_path, or --plugin-path",
      ],
      code: .pluginNotFound)
  }

  private static func refused(_ review: PluginReview) -> CheckResult {
    CheckResult(
      "mcp_start", .fail, review.refused[0].description + more(review.refused), why: "`run` stops at this.",
      evidence: review.refused.map(\.description), next: ["Correct the binding that is named"], code: .pluginRefused)
  }

  private static func more(_ problems: [ConfigurationProblem]) -> String {
    problems.count == 1 ? "" : " (and \(problems.count - 1) more)"
  }
}
