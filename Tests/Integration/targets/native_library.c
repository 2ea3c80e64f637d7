/* A library for the tests of the native transport: what can go well, and what can go wrong. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char last_error[64];

int8_t negate8(int8_t value) { return (int8_t)-value; }
uint64_t most(void) { return UINT64_MAX; }
_Bool is_even(uint32_t value) { return value % 2 == 0; }
float half(float value) { return value / 2; }

/* Eleven arguments: some of them are passed on the stack. */
double sum(int8_t a, uint16_t b, int32_t c, int64_t d, float e, double f, uint8_t g, int16_t h, uint32_t i, uint64_t j,
           double k) {
  return a + b + c + (double)d + (double)e + f + g + h + i + (double)j + k;
}

/* The caller frees it. */
char *shout(const char *text) {
  char *copy = strdup(text);
  for (char *p = copy; p != NULL && *p != '\0'; p++)
    if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
  return copy;
}

static int freed;
void release(void *text) {
  freed++;
  free(text);
}
int released(void) { return freed; }

uint64_t count_bytes(const void *data, size_t size, uint8_t wanted) {
  uint64_t count = 0;
  for (size_t i = 0; i < size; i++) count += ((const uint8_t *)data)[i] == wanted;
  return count;
}

int divide(int a, int b) {
  if (b != 0) return a / b;
  snprintf(last_error, sizeof last_error, "%d cannot be divided by zero", a);
  return -1;
}
const char *last_words(void) { return last_error; }

const char *nothing(void) { return NULL; }

int crash(void) { return *(volatile int *)8; }

/* Says that it began, and goes on until told to stop. */
int hold(const char *folder) {
  char path[4096];
  struct stat status;
  snprintf(path, sizeof path, "%s/began", folder);
  fclose(fopen(path, "w"));
  snprintf(path, sizeof path, "%s/stop", folder);
  while (stat(path, &status) != 0) usleep(2000);
  return 7;
}

/* Gives how many calls were in here at once. */
static int inside;
int crowd(void) {
  int seen = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
  usleep(2000);
  __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
  return seen;
}
