/*
 * Loaded before libc (LD_PRELOAD): does every write as asked, and keeps a log of it, so that the files can be put together
 * again as a power cut could have left them. Follows files below POWER_CUT_ROOT; what is written to stdout is kept as an
 * acknowledgement. Log: op (1 byte), path length (2), offset (8), data length (4), little-endian, then path and data.
 *   w write   t truncate to offset   s sync   u unlink   a acknowledgement
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int log_fd = -1;
static const char *root;
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t), (*real_fsync)(int), (*real_fdatasync)(int), (*real_unlink)(const char *);

__attribute__((constructor)) static void start(void) {
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  const char *path = getenv("POWER_CUT_LOG");
  root = getenv("POWER_CUT_ROOT");
  if (path && root) log_fd = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static void keep(char op, const char *path, uint64_t offset, const void *data, uint32_t length) {
  unsigned char head[15];
  uint16_t named = (uint16_t)strlen(path);
  head[0] = (unsigned char)op;
  memcpy(head + 1, &named, 2);
  memcpy(head + 3, &offset, 8);
  memcpy(head + 11, &length, 4);
  real_write(log_fd, head, sizeof head);
  real_write(log_fd, path, named);
  if (length > 0) real_write(log_fd, data, length);
}

static void follow(char op, int fd, uint64_t offset, const void *data, size_t length) {
  char link[64], path[4096];
  if (log_fd < 0 || fd == log_fd) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return;
  path[n] = 0;
  if (strncmp(path, root, strlen(root)) == 0) keep(op, path, offset, data, (uint32_t)length);
}

ssize_t write(int fd, const void *data, size_t length) {
  if (fd == 1 && log_fd >= 0) keep('a', "", 0, data, (uint32_t)length);
  else if (fd > 2) follow('w', fd, (uint64_t)lseek(fd, 0, SEEK_CUR), data, length);
  return real_write(fd, data, length);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
  follow('w', fd, (uint64_t)offset, data, length);
  return real_pwrite(fd, data, length, offset);
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }
int ftruncate64(int fd, off_t length) {
  follow('t', fd, (uint64_t)length, "", 0);
  return real_ftruncate(fd, length);
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
int fsync(int fd) {
  int result = real_fsync(fd);
  follow('s', fd, 0, "", 0);
  return result;
}
int fdatasync(int fd) {
  int result = real_fdatasync(fd);
  follow('s', fd, 0, "", 0);
  return result;
}
int unlink(const char *path) {
  if (log_fd >= 0 && strncmp(path, root, strlen(root)) == 0) keep('u', path, 0, "", 0);
  return real_unlink(path);
}
