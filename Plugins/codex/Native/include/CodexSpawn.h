/* Things of libc that Swift's Glibc module leaves out, because their headers want _GNU_SOURCE. */
#ifndef CODEX_SPAWN_H
#define CODEX_SPAWN_H

#include <spawn.h>

#ifdef __cplusplus
extern "C" {
#endif

extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

static inline int codex_pipe(int ends[2], int flags) { return pipe2(ends, flags); }

static inline int codex_spawn_in(posix_spawn_file_actions_t *actions, const char *path) {
  return posix_spawn_file_actions_addchdir_np(actions, path);
}

#ifdef __cplusplus
}
#endif

#endif /* CODEX_SPAWN_H */
