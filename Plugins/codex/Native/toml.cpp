#include "CodexTOML.h"

#include <cstdio>

// The parser is compiled in; nothing is thrown across the C functions.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

struct codex_toml {
  toml::table root;
};

namespace {

const toml::table *own(const codex_toml *document, const char *table, const char *key) {
  const auto *outer = document->root[table].as_table();
  return outer ? (*outer)[key].as_table() : nullptr;
}

codex_toml_place place_of(const toml::source_region &region) {
  return {region.begin.line, region.begin.column, region.end.line, region.end.column};
}

struct lines {
  void *user;
  void (*visit)(void *, uint32_t, uint32_t);

  void header(const toml::node &node) const { visit(user, node.source().begin.line, node.source().end.line); }

  void table(const toml::table &table) const {
    for (auto &&[key, value] : table) {
      if (const auto *inner = value.as_table(); inner && !inner->is_inline()) {
        header(*inner);
        this->table(*inner);
      } else if (const auto *array = value.as_array(); array && array->is_array_of_tables() && !inline_tables(*array)) {
        for (const auto &element : *array) {
          header(element);
          this->table(*element.as_table());
        }
      } else {
        visit(user, key.source().begin.line, value.source().end.line);
      }
    }
  }

  static bool inline_tables(const toml::array &array) {
    const auto *first = array.empty() ? nullptr : array.front().as_table();
    return first && first->is_inline();
  }
};

toml::table without(const toml::table &root, const char *table, const char *key) {
  toml::table copy = root;
  if (auto *outer = copy[table].as_table()) {
    outer->erase(key);
    if (outer->empty()) copy.erase(table);
  }
  return copy;
}

}  // namespace

codex_toml *codex_toml_parse(const char *text, size_t size, codex_toml_failure *failure) {
  auto result = toml::parse(std::string_view(text, size));
  if (result) return new codex_toml{std::move(result).table()};
  const auto &error = result.error();
  failure->line = error.source().begin.line;
  failure->column = error.source().begin.column;
  std::snprintf(failure->message, sizeof failure->message, "%.*s", static_cast<int>(error.description().size()),
                error.description().data());
  return nullptr;
}

void codex_toml_free(codex_toml *document) { delete document; }

void codex_toml_keys(const codex_toml *document, const char *table, void *user,
                     void (*visit)(void *, const char *, size_t, bool)) {
  const auto *outer = document->root[table].as_table();
  if (!outer) return;
  for (auto &&[key, value] : *outer) {
    const auto *inner = value.as_table();
    visit(user, key.data(), key.length(), inner && (*inner)["enabled"].value_or(false));
  }
}

bool codex_toml_find(const codex_toml *document, const char *table, const char *key, bool *is_inline,
                     codex_toml_place *place) {
  const auto *found = own(document, table, key);
  if (!found) return false;
  *is_inline = found->is_inline();
  *place = place_of(found->source());
  return true;
}

bool codex_toml_enabled(const codex_toml *document, const char *table, const char *key, bool *value,
                        codex_toml_place *place) {
  const auto *found = own(document, table, key);
  const auto *node = found ? found->get("enabled") : nullptr;
  if (!node) return false;
  *value = node->value_or(false);
  *place = place_of(node->source());
  return true;
}

void codex_toml_lines(const codex_toml *document, const char *table, const char *key, void *user,
                      void (*visit)(void *, uint32_t, uint32_t)) {
  const auto *found = own(document, table, key);
  if (!found) return;
  const lines lines{user, visit};
  lines.header(*found);
  if (!found->is_inline()) lines.table(*found);
}

bool codex_toml_same_without(const codex_toml *one, const codex_toml *other, const char *table, const char *key) {
  return without(one->root, table, key) == without(other->root, table, key);
}
