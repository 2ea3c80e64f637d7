/* What the plugin has to know of a TOML file, asked of toml++: whether it can be read, and where a table of it stands. */
#ifndef CODEX_TOML_H
#define CODEX_TOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One parsed document; it does not need the text any more. */
typedef struct codex_toml codex_toml;

typedef struct codex_toml_failure {
  uint32_t line;
  uint32_t column;
  char message[240];
} codex_toml_failure;

/* Lines count from 1, columns in characters from 1; the end is behind the last one. */
typedef struct codex_toml_place {
  uint32_t begin_line, begin_column, end_line, end_column;
} codex_toml_place;

/* NULL with the reason in `failure` when the text is no TOML. Free it. */
codex_toml *codex_toml_parse(const char *text, size_t size, codex_toml_failure *failure);
void codex_toml_free(codex_toml *document);

/* Calls `visit` with each key of a table of the root, and whether it is a table with `enabled = true`. */
void codex_toml_keys(const codex_toml *document, const char *table, void *user,
                     void (*visit)(void *user, const char *key, size_t size, bool enabled));

/* Whether there is `table.key`, and it is a table; `place` is then its header, or, of an inline table, all of it. */
bool codex_toml_find(const codex_toml *document, const char *table, const char *key, bool *is_inline,
                     codex_toml_place *place);

/* Whether `table.key.enabled` is there, its value (false for what is no boolean), and where the value stands. */
bool codex_toml_enabled(const codex_toml *document, const char *table, const char *key, bool *value,
                        codex_toml_place *place);

/* The lines that make up `table.key`, `visit` being called with the first and the last line of each piece. */
void codex_toml_lines(const codex_toml *document, const char *table, const char *key, void *user,
                      void (*visit)(void *user, uint32_t first, uint32_t last));

/* Whether two documents say the same apart from `table.key`; an empty `table` counts as none. */
bool codex_toml_same_without(const codex_toml *one, const codex_toml *other, const char *table, const char *key);

#ifdef __cplusplus
}
#endif

#endif /* CODEX_TOML_H */
