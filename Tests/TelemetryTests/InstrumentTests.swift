import Telemetry
import Testing

@Suite struct InstrumentTests {
  @Test func `Increments from many tasks are all counted`() async {
    let registry = Registry()
    let counter = registry.counter("c", help: "C")
    let gauge = registry.gauge("g", help: "G")
    let histogram = registry.histogram("h", help: "H")
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1000 {
            counter.increment()
            gauge.add(0.5)
            histogram.observe(0.01)
          }
        }
      }
    }
    #expect(counter.value == 8000)
    #expect(gauge.value == 4000)
    #expect(histogram.count == 8000)
  }

  @Test func `Asking twice gives the same instrument`() {
    let registry = Registry()
    registry.counter("c", help: "C", labels: ["a": "1", "b": "2"]).increment()
    #expect(registry.counter("c", help: "C", labels: ["b": "2", "a": "1"]).value == 1)
  }

  @Test func `The process is described from the kernel's view`() throws {
    let registry = Registry()
    registry.registerProcess(version: "1.2.3")
    var values: [Substring: Double] = [:]
    for line in registry.exposition().split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      values[parts[0]] = Double(parts[1])
    }
    #expect(values["tunnel_client_build_info{version=\"1.2.3\"}"] == 1)
    for name: Substring in [
      "process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
      "process_open_fds", "process_max_fds",
    ] {
      #expect(try #require(values[name]) > 0)
    }
    // After 2020 and not in the future.
    #expect(try #require(values["process_start_time_seconds"]) > 1_577_836_800)
  }
}
