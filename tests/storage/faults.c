/*
 * Preloaded into the server, it wraps the calls that change a file below one
 * folder: it counts them and, if asked to, records them, makes them fail, or
 * delays syncs.
 *
 *   FAULTS_ROOT   the folder, as an absolute path without links in it
 *   FAULTS_PANEL  a file of sizeof(struct panel) bytes: the knobs and counters
 *   FAULTS_TRACE  the file for the recording; none if it is unset
 *
 * SQLite's -shm files are ignored: they are memory shared between processes,
 * and nothing in them survives a power cut.
 *
 * The real calls are made through syscall(): the calls that every 64-bit Linux
 * has, and no search for the functions that these here stand in for.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(long) == 8, "a 64-bit system");

/* What is done, and to what; tests/storage/shim.rs has the same order. */
enum op { WRITE, SYNC, NAME, REMOVE, READ, OPS };
enum place { DATABASE, LOG, PHOTOS, REST, PLACES };

static struct panel {
    _Atomic uint32_t attached;                /* the library is loaded */
    _Atomic uint32_t delay_ms;                /* delay of each sync of the log */
    _Atomic int64_t fuse;                     /* calls that still succeed before the failing ones */
    _Atomic uint32_t fault[OPS][PLACES];      /* the errno of such calls; 0: they succeed */
    _Atomic uint64_t done[OPS][PLACES];       /* how many succeeded */
} *panel;

/* A line of the trace, followed by `first` and `second` bytes. */
struct record {
    uint32_t kind, handle;
    uint64_t offset;
    uint32_t first, second;
};

enum kind { OPENED = 1, MADE, EMPTIED, WRITTEN, CUT, SYNCING, SYNCED, RENAMED, UNLINKED, FOLDER, LINKED, UNKNOWN };

#define FDS 4096

/* For each file descriptor the number of its opening; 0 if the file isn't below the folder. */
static struct { uint32_t handle; enum place place; } files[FDS];
static uint32_t handles;
static uint64_t syncs;
static char root[4096];
static size_t root_length;
static int trace = -1;
/* Held during a change and the writing of its line, so that both have the same order. */
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void attach(void)
{
    const char *folder = getenv("FAULTS_ROOT"), *knobs = getenv("FAULTS_PANEL"), *path = getenv("FAULTS_TRACE");
    if (!folder || !knobs || strlen(folder) >= sizeof root)
        return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, knobs, O_RDWR | O_CLOEXEC, 0);
    void *map = mmap(NULL, sizeof *panel, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        abort();
    syscall(SYS_close, fd);
    if (path) {
        trace = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (trace < 0)
            abort();
    }
    root_length = strlen(strcpy(root, folder));
    panel = map;
    panel->attached = 1;
}

/* Whether a path is the folder or in it. */
static int ours(const char *path)
{
    if (!panel || strncmp(path, root, root_length) != 0)
        return 0;
    size_t length = strlen(path);
    int shared = length > 4 && strcmp(path + length - 4, "-shm") == 0;
    return !shared && (path[root_length] == '/' || path[root_length] == 0);
}

static enum place place_of(const char *path)
{
    const char *end = path + strlen(path);
    if (strstr(path + root_length, "/photos"))
        return PHOTOS;
    if (end - path > 4 && (strcmp(end - 4, "-wal") == 0 || (end - path > 8 && strcmp(end - 8, "-journal") == 0)))
        return LOG;
    return end - path > 3 && strcmp(end - 3, ".db") == 0 ? DATABASE : REST;
}

/* In place of an errno: the program is killed instead of the call. */
#define KILLED 0xdead

/* Whether a call shall fail now: errno is set then. `last` is set if it is the last that succeeds. */
static int fails(enum op op, enum place place, int *last)
{
    uint32_t fault = panel->fault[op][place];
    if (fault == 0)
        return 0;
    int64_t left = atomic_fetch_sub(&panel->fuse, 1);
    if (last)
        *last = left == 1;
    if (left <= 0 && fault == KILLED)
        syscall(SYS_kill, syscall(SYS_getpid), 9);
    errno = (int)fault;
    return left <= 0;
}

static void put(enum kind kind, uint32_t handle, uint64_t offset, const void *first, size_t n, const void *second, size_t m)
{
    if (trace < 0)
        return;
    struct record head = { kind, handle, offset, (uint32_t)n, (uint32_t)m };
    struct iovec parts[] = { { &head, sizeof head }, { (void *)first, n }, { (void *)second, m } };
    if (syscall(SYS_writev, trace, parts, 3) != (long)(sizeof head + n + m))
        abort(); /* A trace with a hole proves nothing. */
}

/* The end of a call that changes something: counts and records it. */
static long done(long result, enum op op, enum place place, enum kind kind, uint32_t handle, uint64_t offset,
                 const void *first, size_t n, const void *second, size_t m)
{
    if (result >= 0) {
        panel->done[op][place]++;
        put(kind, handle, offset, first, n, second, m);
    }
    return result;
}

static uint32_t handle_of(int fd)
{
    return fd >= 0 && fd < FDS ? files[fd].handle : 0;
}

/* ---- opening and closing ---- */

static int opening(int at, const char *path, int flags, mode_t mode)
{
    if (!ours(path))
        return (int)syscall(SYS_openat, at, path, flags, mode);
    enum place place = place_of(path);
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    pthread_mutex_lock(&order);
    int missing = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    int makes = (flags & O_CREAT) && missing, empties = (flags & O_TRUNC) && !missing;
    int refused = makes || empties ? fails(NAME, place, NULL) : !writes && fails(READ, place, NULL);
    /* A read-only disk has no file opened for writing, not even one that is there. */
    if (writes && !missing && panel->fault[NAME][place] == EROFS)
        refused = fails(NAME, place, NULL);
    int fd = refused ? -1 : (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= FDS)
        abort();
    if (fd >= 0) {
        files[fd].handle = ++handles;
        files[fd].place = place;
        if (makes || empties)
            done(fd, NAME, place, makes ? MADE : EMPTIED, handles, 0, path, strlen(path), NULL, 0);
        else
            put(OPENED, handles, 0, path, strlen(path), NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return fd;
}

static mode_t mode_in(int flags, va_list list)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
}

#define OPEN(name)                                          \
    int name(const char *path, int flags, ...)              \
    {                                                       \
        va_list list;                                       \
        va_start(list, flags);                              \
        mode_t mode = mode_in(flags, list);                 \
        va_end(list);                                       \
        return opening(AT_FDCWD, path, flags, mode);        \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                        \
    int name(int at, const char *path, int flags, ...)      \
    {                                                       \
        va_list list;                                       \
        va_start(list, flags);                              \
        mode_t mode = mode_in(flags, list);                 \
        va_end(list);                                       \
        return opening(at, path, flags, mode);              \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd)
{
    if (fd >= 0 && fd < FDS)
        files[fd].handle = 0;
    return (int)syscall(SYS_close, fd);
}

/* ---- reading ---- */

static ssize_t reading(int fd, void *bytes, size_t count, off_t offset)
{
    if (handle_of(fd) && fails(READ, files[fd].place, NULL))
        return -1;
    return syscall(SYS_pread64, fd, bytes, count, offset);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t offset) { return reading(fd, bytes, count, offset); }
ssize_t pread64(int fd, void *bytes, size_t count, off64_t offset) { return reading(fd, bytes, count, offset); }

/* ---- writing ---- */

/* At a negative offset: at the descriptor's position. */
static ssize_t writing(int fd, const void *bytes, size_t count, off_t offset)
{
    int here = offset < 0;
    if (!handle_of(fd))
        return here ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, offset);
    enum place place = files[fd].place;
    ssize_t written = -1;
    int last = 0;
    pthread_mutex_lock(&order);
    if (!fails(WRITE, place, &last)) {
        /* A disk fills up in the middle of a write. */
        if (last && panel->fault[WRITE][place] == ENOSPC)
            count = (count + 1) / 2;
        if (here)
            offset = syscall(SYS_lseek, fd, 0, SEEK_CUR);
        written = here ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, offset);
        done(written, WRITE, place, WRITTEN, handle_of(fd), (uint64_t)offset, bytes, (size_t)written, NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t count) { return writing(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return writing(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return writing(fd, bytes, count, offset); }

static int cutting(int fd, off_t length)
{
    if (!handle_of(fd))
        return (int)syscall(SYS_ftruncate, fd, length);
    long result = -1;
    pthread_mutex_lock(&order);
    if (!fails(WRITE, files[fd].place, NULL)) {
        result = syscall(SYS_ftruncate, fd, length);
        done(result, WRITE, files[fd].place, CUT, handle_of(fd), (uint64_t)length, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return (int)result;
}

int ftruncate(int fd, off_t length) { return cutting(fd, length); }
int ftruncate64(int fd, off64_t length) { return cutting(fd, length); }

/* ---- syncing ---- */

/* The delay, or until it is taken away. */
static void wait_a_while(void)
{
    struct timespec moment = { 0, 1000000L };
    for (uint32_t passed = 0; passed < panel->delay_ms; passed++)
        nanosleep(&moment, NULL);
}

/* What was written before it began is safe once it has ended; it does not hold the others up. */
static int syncing(int fd, long number)
{
    if (!handle_of(fd))
        return (int)syscall(number, fd);
    enum place place = files[fd].place;
    if (fails(SYNC, place, NULL))
        return -1;
    if (place == LOG)
        wait_a_while();
    pthread_mutex_lock(&order);
    uint64_t sync = ++syncs;
    put(SYNCING, handle_of(fd), sync, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    long result = syscall(number, fd);
    pthread_mutex_lock(&order);
    done(result, SYNC, place, SYNCED, handle_of(fd), sync, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return (int)result;
}

int fsync(int fd) { return syncing(fd, SYS_fsync); }
int fdatasync(int fd) { return syncing(fd, SYS_fdatasync); }

/* ---- names ---- */

/* A second name, or a new one in place of the old. */
static int naming(enum kind kind, const char *from, const char *to)
{
    long result = -1;
    int watched = ours(from) && ours(to);
    pthread_mutex_lock(&order);
    if (!watched || !fails(NAME, place_of(to), NULL)) {
        if (kind == LINKED)
            result = syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
        else
            result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
        if (watched)
            done(result, NAME, place_of(to), kind, 0, 0, from, strlen(from), to, strlen(to));
    }
    pthread_mutex_unlock(&order);
    return (int)result;
}

int rename(const char *from, const char *to) { return naming(RENAMED, from, to); }
int link(const char *from, const char *to) { return naming(LINKED, from, to); }

/* The server names whole paths only: `here` and `there` mean nothing then. */
int linkat(int here, const char *from, int there, const char *to, int flags)
{
    (void)here, (void)there, (void)flags;
    return naming(LINKED, from, to);
}

static int removing(const char *path, int flags)
{
    long result = -1;
    if (!ours(path))
        return (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
    pthread_mutex_lock(&order);
    int missing = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
    if (missing || !fails(REMOVE, place_of(path), NULL)) {
        result = syscall(SYS_unlinkat, AT_FDCWD, path, flags);
        done(result, REMOVE, place_of(path), UNLINKED, 0, 0, path, strlen(path), NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return (int)result;
}

int unlink(const char *path) { return removing(path, 0); }
int rmdir(const char *path) { return removing(path, AT_REMOVEDIR); }

/* A name in an open folder: so a folder is removed with all that is in it. */
int unlinkat(int at, const char *name, int flags)
{
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", at);
    long length = at < 0 || name[0] == '/' ? 0 : syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path);
    if (length < 0 || (size_t)length + strlen(name) + 2 > sizeof path)
        return (int)syscall(SYS_unlinkat, at, name, flags);
    if (length > 0)
        path[length++] = '/';
    strcpy(path + length, name);
    return removing(path, flags);
}

int mkdir(const char *path, mode_t mode)
{
    long result = -1;
    if (!ours(path))
        return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    pthread_mutex_lock(&order);
    if (!fails(NAME, place_of(path), NULL)) {
        result = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
        done(result, NAME, place_of(path), FOLDER, 0, 0, path, strlen(path), NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return (int)result;
}

/* ---- what the server doesn't do today; should it begin to, the trace says so ---- */

static void unknown(int fd, const char *name)
{
    if (!handle_of(fd))
        return;
    pthread_mutex_lock(&order);
    put(UNKNOWN, handle_of(fd), 0, name, strlen(name), NULL, 0);
    pthread_mutex_unlock(&order);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    unknown(fd, "writev");
    return syscall(SYS_writev, fd, parts, count);
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t count, unsigned flags)
{
    unknown(to, "copy_file_range");
    return syscall(SYS_copy_file_range, from, at, to, there, count, flags);
}

int fallocate(int fd, int mode, off_t offset, off_t length)
{
    unknown(fd, "fallocate");
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t length)
{
    unknown(fd, "fallocate");
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}
