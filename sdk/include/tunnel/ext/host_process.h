/*
 * tunnel/ext/host_process.h - "tunnel.host.process/1": supervised child processes.
 *
 * A child runs in its own process group, without a shell, with a scrubbed environment: PATH, HOME, LANG,
 * LC_*, TZ, TMPDIR, USER, LOGNAME, SHELL, TERM, XDG_* and what `environment` adds; never the host's secrets.
 * Its standard error goes line by line to the operator's log. When the host dies without stopping it, its input closes: a
 * child that ignores that lives on.
 */
#ifndef TUNNEL_EXT_HOST_PROCESS_H
#define TUNNEL_EXT_HOST_PROCESS_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_HOST_PROCESS "tunnel.host.process/1"

typedef uint64_t tunnel_process; /* one child; dead after on_exit */

typedef struct tunnel_process_exit {
  uint32_t size;
  int32_t exited; /* non-zero: ended by itself with `code`; zero: by signal `code`, or it never started */
  int32_t code;
  tunnel_string reason; /* "exited with code 3", "killed by signal 9", "could not start: …" */
  tunnel_string last_error_line; /* of its standard error, cut and printable; may be empty */
} tunnel_process_exit;

typedef struct tunnel_process_options {
  uint32_t size;
  uint32_t flags;                    /* 0 */
  const tunnel_string *arguments;    /* argv; the first is looked up in PATH unless it has a slash */
  size_t argument_count;
  const tunnel_header *environment;  /* additions: name and value */
  size_t environment_count;
  const tunnel_string *inherit;      /* further variables to hand down by name */
  size_t inherit_count;
  tunnel_string working_directory;   /* empty: the host's */
  void *user;
  /* [host-thread] Bytes from the child's standard output, borrowed. Empty: it closed its output. */
  void (*on_output)(void *user, tunnel_process process, tunnel_bytes data);
  /* [host-thread] The child is gone, exactly once for each started child, after its last output. */
  void (*on_exit)(void *user, tunnel_process process, const tunnel_process_exit *exit);
} tunnel_process_options;

typedef struct tunnel_host_process {
  uint32_t size;
  /*
   * [host-thread] Starts a child. TUNNEL_E_SYSTEM with the reason in `error` when the program does not
   * exist or is not executable; on TUNNEL_OK, on_exit will come.
   */
  tunnel_status (*start)(const tunnel_host *host, const tunnel_process_options *options, tunnel_process *process,
                         tunnel_error *error);
  /*
   * [any-thread] Queues bytes for the child's standard input: `bytes` is copied. TUNNEL_E_LIMIT while more
   * than 64 MiB wait, TUNNEL_E_CLOSED when the child closed its input.
   */
  tunnel_status (*write)(const tunnel_host *host, tunnel_process process, tunnel_bytes bytes);
  /*
   * [any-thread] Ends the child: closes its input, after `grace_ms` sends SIGTERM to its process group, and
   * SIGKILL 3 s later. on_exit follows.
   */
  tunnel_status (*stop)(const tunnel_host *host, tunnel_process process, uint64_t grace_ms);
} tunnel_host_process;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_HOST_PROCESS_H */
