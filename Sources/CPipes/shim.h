/* Two things of libc that Swift's Glibc module leaves out. */
#ifndef TUNNEL_CPIPES_SHIM_H
#define TUNNEL_CPIPES_SHIM_H

#include <fcntl.h>
#include <unistd.h>

/* A GNU extension: declared here because its header wants _GNU_SOURCE. */
extern int pipe2(int ends[2], int flags);
extern char **environ;

/* A pipe that no child inherits by accident. 0, or -1 with errno. */
static inline int tunnel_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

/* A C global, which Swift 6 would refuse to read. */
static inline char **tunnel_environment(void) { return environ; }

#endif
