/* A disk that fails on purpose, for the tests: LD_PRELOAD puts this before the calls of the C library.
 *
 * The environment says which: FAIL_BELOW (a folder), FAIL_CALLS (names from the table below, with commas), FAIL_WITH (the
 * number of the error), FAIL_AT (1 for the first call), FAIL_ON ("once", or "always" from there on). At the end FAIL_TOLD,
 * a file outside that folder, gets one letter for each call that was seen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long seen;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

static const char *told(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value ? value : otherwise;
}

static int is_meant(const char *kind) {
    char list[256], *rest = list, *name;
    snprintf(list, sizeof list, "%s", told("FAIL_CALLS", ""));
    while ((name = strsep(&rest, ",")))
        if (!strcmp(name, kind)) return 1;
    return 0;
}

static int is_below(const char *path) {
    const char *folder = told("FAIL_BELOW", "");
    size_t size = strlen(folder);
    return size && !strncmp(path, folder, size) && (path[size] == '/' || !path[size]);
}

static int fails(const char *kind, const char *path) {
    if (!is_meant(kind) || !is_below(path)) return 0;
    long number = atomic_fetch_add(&seen, 1) + 1, at = atol(told("FAIL_AT", "0"));
    int file = REAL(open)(told("FAIL_TOLD", "/dev/null"), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (file >= 0) {
        REAL(write)(file, "x", 1);
        REAL(close)(file);
    }
    int is_once = !strcmp(told("FAIL_ON", "once"), "once");
    if (!at || number < at || (is_once && number > at)) return 0;
    errno = atoi(told("FAIL_WITH", "5"));
    return 1;
}

static int fails_at(const char *kind, int folder, const char *path) {
    char from[64], whole[2 * PATH_MAX], base[PATH_MAX] = "";
    if (path[0] == '/') return fails(kind, path);
    if (folder == AT_FDCWD) {
        if (!getcwd(base, sizeof base)) return 0;
    } else {
        snprintf(from, sizeof from, "/proc/self/fd/%d", folder);
        if (readlink(from, base, sizeof base - 1) < 0) return 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", base, path);
    return fails(kind, whole);
}

static int fails_on(const char *kind, int file) {
    char from[64], path[PATH_MAX] = "";
    int before = errno;
    snprintf(from, sizeof from, "/proc/self/fd/%d", file);
    ssize_t size = readlink(from, path, sizeof path - 1);
    errno = before;
    return size > 0 && fails(kind, path);
}

static int is_folder(int file) {
    struct stat status;
    return !fstat(file, &status) && S_ISDIR(status.st_mode);
}

static const char *kind_of(int flags) {
    return (flags & (O_WRONLY | O_RDWR | O_CREAT)) ? "open" : (flags & O_DIRECTORY) ? "open-folder" : "read-only";
}

#define OPEN(name)                                            \
    int name(const char *path, int flags, ...) {              \
        va_list rest;                                         \
        va_start(rest, flags);                                \
        mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                         \
        if (fails_at(kind_of(flags), AT_FDCWD, path)) return -1; \
        return REAL(name)(path, flags, mode);                 \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                          \
    int name(int folder, const char *path, int flags, ...) {  \
        va_list rest;                                         \
        va_start(rest, flags);                                \
        mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                         \
        if (fails_at(kind_of(flags), folder, path)) return -1; \
        return REAL(name)(folder, path, flags, mode);         \
    }
OPENAT(openat)
OPENAT(openat64)

#define ON_FILE(result, name, kind, parameters, ...)          \
    result name parameters {                                  \
        if (fails_on(kind, file)) return -1;                  \
        return REAL(name)(__VA_ARGS__);                       \
    }
ON_FILE(ssize_t, write, "write", (int file, const void *data, size_t size), file, data, size)
ON_FILE(ssize_t, pwrite, "write", (int file, const void *data, size_t size, off_t place), file, data, size, place)
ON_FILE(ssize_t, pwrite64, "write", (int file, const void *data, size_t size, off64_t place), file, data, size, place)
ON_FILE(ssize_t, sendfile, "write", (int file, int from, off_t *place, size_t size), file, from, place, size)
ON_FILE(ssize_t, sendfile64, "write", (int file, int from, off64_t *place, size_t size), file, from, place, size)
ON_FILE(int, fsync, is_folder(file) ? "fsync-folder" : "fsync", (int file), file)
ON_FILE(int, fdatasync, "fsync", (int file), file)
ON_FILE(int, ftruncate, "ftruncate", (int file, off_t size), file, size)
ON_FILE(int, ftruncate64, "ftruncate", (int file, off64_t size), file, size)
ON_FILE(int, fchmod, "chmod", (int file, mode_t mode), file, mode)

#define ON_PATH(name, kind, parameters, folder, path, ...)    \
    int name parameters {                                     \
        if (fails_at(kind, folder, path)) return -1;          \
        return REAL(name)(__VA_ARGS__);                       \
    }
ON_PATH(chmod, "chmod", (const char *path, mode_t mode), AT_FDCWD, path, path, mode)
ON_PATH(fchmodat, "chmod", (int at, const char *path, mode_t mode, int flags), at, path, at, path, mode, flags)
ON_PATH(rename, "rename", (const char *from, const char *to), AT_FDCWD, to, from, to)
ON_PATH(renameat, "rename", (int a, const char *from, int b, const char *to), b, to, a, from, b, to)
ON_PATH(link, "link", (const char *from, const char *to), AT_FDCWD, to, from, to)
ON_PATH(linkat, "link", (int a, const char *from, int b, const char *to, int flags), b, to, a, from, b, to, flags)
ON_PATH(unlink, "unlink", (const char *path), AT_FDCWD, path, path)
ON_PATH(unlinkat, "unlink", (int at, const char *path, int flags), at, path, at, path, flags)
ON_PATH(mkdir, "mkdir", (const char *path, mode_t mode), AT_FDCWD, path, path, mode)
