/* Things of libc that Swift's Glibc module leaves out. */
#ifndef TUNNEL_CPIPES_SHIM_H
#define TUNNEL_CPIPES_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A GNU extension: declared here because its header wants _GNU_SOURCE. */
extern int pipe2(int ends[2], int flags);
extern char **environ;
extern long syscall(long number, ...);

/* A pipe that no child inherits by accident. 0, or -1 with errno. */
static inline int tunnel_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

/* A file without a name, which no child inherits. A descriptor, or -1 with errno. */
static inline int tunnel_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */); }

struct tunnel_hang_up {
  int descriptor;
  unsigned grace;
};

static inline void *tunnel_await_hang_up(void *argument) {
  const struct tunnel_hang_up *watch = (const struct tunnel_hang_up *)argument;
  /* A hang-up is always reported; asking for nothing else keeps data from waking this. */
  struct pollfd polled = {.fd = watch->descriptor, .events = 0};
  while (poll(&polled, 1, -1) < 0 && errno == EINTR) {
  }
  sleep(watch->grace);
  _exit(1);
}

/* Ends the process `grace` seconds after the other end of a socket was closed. 0, or an errno. Once in a process. */
static inline int tunnel_end_after_hang_up(int descriptor, unsigned grace) {
  static struct tunnel_hang_up watch;
  pthread_t thread;
  watch.descriptor = descriptor;
  watch.grace = grace;
  int failure = pthread_create(&thread, 0, tunnel_await_hang_up, &watch);
  if (failure == 0) pthread_detach(thread);
  return failure;
}

/* A descriptor that means one process, whoever gets its number later; readable once the process has ended. -1 with errno. */
static inline int tunnel_process_descriptor(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* A signal to exactly that process. 0, or -1 with errno. */
static inline int tunnel_signal_process(int descriptor, int number) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, number, 0, 0);
}

/* A C global, which Swift 6 would refuse to read. */
static inline char **tunnel_environment(void) { return environ; }

#endif
