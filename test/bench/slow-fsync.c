// Loaded before a program's own libraries, makes each flush take PUENTE_FSYNC_MS longer, as on a shop PC's disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_ms(void) {
  const char *text = getenv("PUENTE_FSYNC_MS");
  long ms = text ? atol(text) : 0;
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000L};
  while (nanosleep(&left, &left) != 0) {
  }
}

typedef int (*flush)(int);

int fsync(int fd) {
  wait_ms();
  return ((flush)dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  wait_ms();
  return ((flush)dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
