// The files of the operator's page, as bytes in the program.
#ifndef OPERATOR_PAGE_H
#define OPERATOR_PAGE_H

#include <stddef.h>

/// A file of the page. Constant, for the life of the process.
struct operator_page_file {
  /// Where it is served, such as "/assets/app.js".
  const char *path;
  /// Its Content-Type.
  const char *type;
  const unsigned char *bytes;
  size_t count;
};

/// All files; `count` of them. [any-thread]
const struct operator_page_file *operator_page_files(size_t *count);

#endif
