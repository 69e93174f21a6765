// Loaded before a program's own libraries: makes each flush take PUENTE_FSYNC_MS longer, as on a shop PC's disk, and adds a byte
// to the file PUENTE_FSYNC_COUNT for each.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(void) {
  const char *text = getenv("PUENTE_FSYNC_MS");
  long ms = text ? atol(text) : 0;
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000L};
  while (ms > 0 && nanosleep(&left, &left) != 0) {
  }
}

static void count(void) {
  static int file = -1;
  const char *path = getenv("PUENTE_FSYNC_COUNT");
  if (path == NULL) return;
  if (file < 0) file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file >= 0 && write(file, "f", 1) != 1) _exit(97);
}

typedef int (*flush)(int);

static int flush_slowly(const char *name, int fd) {
  count();
  wait_ms();
  return ((flush)dlsym(RTLD_NEXT, name))(fd);
}

int fsync(int fd) { return flush_slowly("fsync", fd); }

int fdatasync(int fd) { return flush_slowly("fdatasync", fd); }
