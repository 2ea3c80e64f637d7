/*
 * Typed, non-variadic doors to libcurl: Swift cannot import curl_easy_setopt and its kin, and libcurl's
 * option constants are macros over enums.
 */
#ifndef TUNNEL_CCURL_SHIM_H
#define TUNNEL_CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef size_t (*tc_data_callback)(char *data, size_t size, size_t count, void *user);
typedef int (*tc_prereq_callback)(void *user, char *, char *, int, int);

static inline CURLcode tc_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_callback(CURL *easy, CURLoption option, tc_data_callback value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode tc_set_prereq(CURL *easy, tc_prereq_callback value) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}
static inline CURLcode tc_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode tc_get_string(CURL *easy, CURLINFO info, char **value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLMcode tc_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
/* The easy handle and result of a CURLMSG_DONE message; the union is not imported. */
static inline CURL *tc_done(CURLMsg *message, CURLcode *result) {
  if (message->msg != CURLMSG_DONE) return NULL;
  *result = message->data.result;
  return message->easy_handle;
}
/* libcurl copies the bytes. */
static inline CURLcode tc_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}
/* A file without a name, closed on exec; memfd_create is a GNU extension. -1 with errno on failure. */
static inline int tc_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */); }
/* At most 15 bytes; pthread_setname_np is a GNU extension that Swift's Glibc module leaves out. */
static inline void tc_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
/* Hands libcurl one connected socket, which becomes its own, and no other. */
static curl_socket_t tc_give_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose, (void)address;
  int given = *(int *)user;
  *(int *)user = CURL_SOCKET_BAD;
  return given;
}
static int tc_is_connected(void *user, curl_socket_t socket, curlsocktype purpose) {
  (void)user, (void)socket, (void)purpose;
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}
static inline void tc_set_socket(CURL *easy, int *socket) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, tc_give_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, socket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, tc_is_connected);
}
/* Macros that Swift does not import. */
static const size_t tc_readfunc_pause = CURL_READFUNC_PAUSE;
static const size_t tc_readfunc_abort = CURL_READFUNC_ABORT;
static const size_t tc_writefunc_pause = CURL_WRITEFUNC_PAUSE;
static const int tc_prereq_ok = CURL_PREREQFUNC_OK;
static const int tc_prereq_abort = CURL_PREREQFUNC_ABORT;
static const long tc_global_default = CURL_GLOBAL_DEFAULT;
static const int tc_pause_none = CURLPAUSE_CONT;
static const int tc_pause_receive = CURLPAUSE_RECV;
static const size_t tc_error_size = CURL_ERROR_SIZE;

#endif
