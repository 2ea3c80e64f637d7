extension Registry {
  /// Adds the `process_*` family, which is read from the kernel at each scrape, and the build info.
  public func registerProcess(version: String) {
    counter("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.") {
      ProcessStatus.cpuSeconds
    }
    gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.") { ProcessStatus.residentBytes }
    gauge("process_virtual_memory_bytes", help: "Virtual memory size in bytes.") { ProcessStatus.virtualBytes }
    gauge("process_open_fds", help: "Number of open file descriptors.") { ProcessStatus.openDescriptors }
    gauge("process_max_fds", help: "Maximum number of open file descriptors.") { ProcessStatus.maxDescriptors }
    let startTime = ProcessStatus.startTime()
    gauge("process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.") { startTime }
    gauge("tunnel_client_build_info", help: "The version of this program.", labels: ["version": version]).set(1)
  }
}
