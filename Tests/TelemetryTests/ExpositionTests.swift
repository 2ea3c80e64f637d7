import Telemetry
import Testing

@Suite struct ExpositionTests {
  private let registry = Registry()

  @Test func `Families and series come in one order, whatever the order of registration`() {
    registry.gauge("b_gauge", help: "B").set(1.5)
    registry.counter("a_total", help: "A", labels: ["channel": "z", "a": "1"]).increment()
    registry.counter("a_total", help: "A", labels: ["channel": "main", "a": "1"]).increment(by: 41)
    registry.counter("a_total", help: "A", labels: ["a": "1", "channel": "main"]).increment()
    #expect(
      registry.exposition() == """
        # HELP a_total A
        # TYPE a_total counter
        a_total{a="1",channel="main"} 42
        a_total{a="1",channel="z"} 1
        # HELP b_gauge B
        # TYPE b_gauge gauge
        b_gauge 1.5

        """)
  }

  @Test func `A histogram is cumulative and ends with its sum and count`() {
    let histogram = registry.histogram("h", help: "H", labels: ["l": "v"], bounds: [1, 0.5])
    for value in [0.1, 0.5, 0.7, 9, .nan] { histogram.observe(value) }
    histogram.observe(seconds: .milliseconds(700))
    #expect(
      registry.exposition()
        == """
        # HELP h H
        # TYPE h histogram
        h_bucket{l="v",le="0.5"} 2
        h_bucket{l="v",le="1"} 4
        h_bucket{l="v",le="+Inf"} 5
        h_sum{l="v"} 11.0
        h_count{l="v"} 5

        """.replacing("11.0", with: "11"))
  }

  @Test func `Backslashes, line ends and quotes are escaped`() {
    registry.counter("c", help: "a\\b\n\"c\"", labels: ["l": "a\\b\n\"c\""]).increment()
    #expect(
      registry.exposition() == #"""
        # HELP c a\\b\n"c"
        # TYPE c counter
        c{l="a\\b\n\"c\""} 1

        """#)
  }

  @Test func `A callback gauge is read at each scrape and may have nothing to say`() {
    let value = registry.gauge("source", help: "S")
    registry.gauge("g", help: "G") { value.value > 0 ? value.value : nil }
    #expect(!registry.exposition().contains("\ng "))
    value.set(2)
    #expect(registry.exposition().contains("\ng 2\n"))
  }

  @Test func `Odd numbers are written as Prometheus reads them`() {
    registry.gauge("g", help: "G", labels: ["l": "1"]).set(.infinity)
    registry.gauge("g", help: "G", labels: ["l": "2"]).set(-.infinity)
    registry.gauge("g", help: "G", labels: ["l": "3"]).set(.nan)
    registry.gauge("g", help: "G", labels: ["l": "4"]).set(1e21)
    let lines = registry.exposition().split(separator: "\n").suffix(4).map { $0.split(separator: " ").last ?? "" }
    #expect(lines == ["+Inf", "-Inf", "NaN", "1e+21"])
  }

  @Test func `Labels from outside are bounded`() {
    let labels = BoundedLabels(["tools/list", "tools/call"])
    #expect(labels.value("tools/list") == "tools/list")
    #expect(labels.value("made/up") == "other")
  }
}
