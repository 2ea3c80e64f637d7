import ArgumentParser
import Configuration
import HTTPServing

/// What goes wrong on purpose, to test who calls.
struct FaultOptions: ParsableArguments {
  @Option(help: "Let every answer wait so long; for example 200ms.")
  var latency = "0"

  @Option(name: .customLong("error-rate"), help: "Answer this share of the requests with 503; 0 to 1.")
  var errorRate = 0.0

  @Option(
    name: .customLong("drop-responses"),
    help: "Close the connection instead of answering this share of the requests; 0 to 1.")
  var dropRate = 0.0

  func rates() throws(Failure) -> FaultInjection.Rates {
    guard let latency = DurationText.parse(latency) else {
      throw Failure(.usage, "--latency: \"\(latency)\" is not a duration; write it as 200ms or 2s")
    }
    for (flag, rate) in [("--error-rate", errorRate), ("--drop-responses", dropRate)] where !(0...1).contains(rate) {
      throw Failure(.usage, "\(flag): \(rate) is not a share; write a number from 0 to 1, such as 0.1")
    }
    var rates = FaultInjection.Rates()
    rates.latency = latency
    rates.errors = errorRate
    rates.drops = dropRate
    return rates
  }
}
