// Loaded before a program's own libraries: makes each flush take PUENTE_FSYNC_MS longer, as on a shop PC's disk, and adds a byte
// to the file PUENTE_FSYNC_COUNT for each. For tests: while the file PUENTE_FSYNC_HOLD exists, flushes of threads wait; while
// PUENTE_FSYNC_FAIL exists, all fail; and PUENTE_FSYNC_SIZES gets a line with the size of SQLite's log after each flush of it, as
// it was when that flush began: what a power cut leaves for certain.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void wait_ms(long ms) {
  struct timespec left = {ms / 1000, (ms % 1000) * 1000000L};
  while (ms > 0 && nanosleep(&left, &left) != 0) {
  }
}

static void append(int *file, const char *variable, const char *text) {
  const char *path = getenv(variable);
  if (path == NULL) return;
  if (*file < 0) *file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (*file >= 0 && write(*file, text, strlen(text)) != (ssize_t)strlen(text)) _exit(97);
}

static int exists(const char *variable) {
  const char *path = getenv(variable);
  return path != NULL && access(path, F_OK) == 0;
}

static int is_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

typedef int (*flush)(int);

static int flush_slowly(const char *name, int fd) {
  static int counts = -1, sizes = -1;
  struct stat before;
  char line[32];
  const char *ms = getenv("PUENTE_FSYNC_MS");
  append(&counts, "PUENTE_FSYNC_COUNT", "f");
  if (fstat(fd, &before) != 0) return -1;
  wait_ms(ms ? atol(ms) : 0);
  while (gettid() != getpid() && exists("PUENTE_FSYNC_HOLD")) wait_ms(1);
  if (exists("PUENTE_FSYNC_FAIL")) {
    errno = EIO;
    return -1;
  }
  int result = ((flush)dlsym(RTLD_NEXT, name))(fd);
  if (result == 0 && getenv("PUENTE_FSYNC_SIZES") && is_log(fd)) {
    snprintf(line, sizeof line, "%lld\n", (long long)before.st_size);
    append(&sizes, "PUENTE_FSYNC_SIZES", line);
  }
  return result;
}

int fsync(int fd) { return flush_slowly("fsync", fd); }

int fdatasync(int fd) { return flush_slowly("fdatasync", fd); }
